package io.tandem.b2bua.leg;

import io.tandem.b2bua.leg.Negotiation.Gate;
import org.junit.jupiter.api.Test;

import static io.tandem.b2bua.leg.Side.CALLEE;
import static io.tandem.b2bua.leg.Side.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

class NegotiationTest {
    private static final Negotiation IDLE = Negotiation.IDLE;

    @Test void anIdleSessionAdmitsOffersFromBothSides() {
        for (Side side : Side.values()) {
            assertThat(IDLE.admitsInvite(side)).isEqualTo(Gate.PASS);
            assertThat(IDLE.admitsOffer(side)).isEqualTo(Gate.PASS);
        }
    }

    @Test void crossingInvitesAreGlare() {                       // RFC 3261 §14.2
        assertThat(IDLE.invited(CALLER, true).admitsInvite(CALLEE)).isEqualTo(Gate.GLARE);
        assertThat(IDLE.invited(CALLEE, false).admitsInvite(CALLER)).isEqualTo(Gate.GLARE);
    }

    @Test void aSecondInviteBeforeTheFirstIsAnsweredIsTooEarly() {
        assertThat(IDLE.invited(CALLER, true).admitsInvite(CALLER)).isEqualTo(Gate.TOO_EARLY);
    }

    @Test void anUpdateMayNotOfferWhileAnOfferIsUnanswered() {   // RFC 3311 §5.2
        Negotiation offered = IDLE.invited(CALLER, true);
        assertThat(offered.admitsOffer(CALLER)).isEqualTo(Gate.TOO_EARLY);
        assertThat(offered.admitsOffer(CALLEE)).isEqualTo(Gate.GLARE);
    }

    @Test void aReliableAnswerOpensTheWayForUpdatesButNotForInvites() {
        Negotiation answered = IDLE.invited(CALLER, true).responded(true);
        assertThat(answered.admitsOffer(CALLER)).isEqualTo(Gate.PASS);
        assertThat(answered.admitsOffer(CALLEE)).isEqualTo(Gate.PASS);
        assertThat(answered.admitsInvite(CALLEE)).isEqualTo(Gate.GLARE);
        assertThat(answered.closed()).isEqualTo(IDLE);
    }

    @Test void a200WithoutSdpAfterAReliableAnswerChangesNothing() {
        Negotiation answered = IDLE.invited(CALLER, true).responded(true);
        assertThat(answered.responded(false)).isEqualTo(answered);
        assertThat(answered.responded(true)).as("a repeated answer is no offer").isEqualTo(answered);
    }

    @Test void aLateOfferIsTheCalleesAndIsAnsweredInPrackOrAck() {
        Negotiation late = IDLE.invited(CALLER, false).responded(true);
        assertThat(late.offerer()).contains(CALLEE);
        assertThat(late.pracked(CALLER).offerer()).isEmpty();
        assertThat(late.closed()).isEqualTo(IDLE);
    }

    @Test void aPrackMayCarryANewOffer() {                       // RFC 3262 §5
        Negotiation pracked = IDLE.invited(CALLER, true).responded(true).pracked(CALLER);
        assertThat(pracked.offerer()).contains(CALLER);
        assertThat(pracked.settled(CALLER).offerer()).isEmpty();
    }

    @Test void theEndOfAnUpdateSettlesItsOwnOfferOnly() {
        Negotiation offered = IDLE.offered(CALLEE);
        assertThat(offered.admitsInvite(CALLER)).isEqualTo(Gate.GLARE);
        assertThat(offered.settled(CALLER)).isEqualTo(offered);
        assertThat(offered.settled(CALLEE)).isEqualTo(IDLE);
    }

    @Test void responsesWithoutAnOpenInviteAreNoOffers() {
        assertThat(IDLE.responded(true)).isEqualTo(IDLE);
    }
}
