package io.tandem.proxy.ladder;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.data.forward.ForwardType;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.proxy.ladder.PrepaidSettings.fee;
import static io.tandem.proxy.ladder.ProxyLadder.ackFor;
import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** What prepaid callers have set aside comes back however a leg ends (signalling.md §3.5): a cent a second to Bob, two to Carol, by the minute. L is the load
 * balancer, P the proxy, S the B2BUA. */
class ReservationLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private static final String CAROL = "sip:carol@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final PrepaidSettings settings = new PrepaidSettings(ladder);
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    ReservationLadderTest() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.registered("carol", "sip:carol@192.0.2.8:5060");
        ladder.accounts.add("carol", "431003", Map.of());
        ladder.tables.peering = ForwardSettings.peer(1, Map.of());
        settings.prepaid(true, fee("bob", "1"), fee("carol", "2"), fee("4366", "1"));
        settings.has("100000");
    }

    private void nothingIsSetAside() {
        assertThat(ladder.credit.held).isEmpty();
        assertThat(settings.free()).isEqualByComparingTo("100000");
    }

    @Test void anAnsweredLegKeepsItsReservationForRatingAndItsRecordNamesIt() {
        ladder.calls(BOB, "c1");
        b2bua.answersWithSdp(ladder.asks(BOB), 200, "OK", "s1");
        lb.expects(200);
        String reservation = ladder.credit.held.keySet().iterator().next();
        assertThat(ladder.credit.answered).containsExactly(reservation);
        assertThat(ladder.records.getLast().srcLeg()).contains("\"rsv\":\"" + reservation + "\"");
        SipMessage bye = ladder.inDialog("BYE", "c1", 3, "s1");
        lb.sends(bye);
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s1");
        assertThat(ladder.credit.held).as("rating takes price and reservation away at once").containsOnlyKeys(reservation);
    }

    @ParameterizedTest @ValueSource(ints = {403, 480, 486, 500, 503, 603})
    void whatFailsCostsNothing(int status) {
        ladder.calls(BOB, "c1");
        SipMessage invite = ladder.asks(BOB);
        assertThat(settings.free()).isEqualByComparingTo("92800");
        b2bua.refuses(invite, status, "Something");
        lb.expects(status == 503 ? 500 : status); // RFC 3261 §16.7
        nothingIsSetAside();
    }

    @Test void aCallThatNobodyAnswersCostsNothing() {
        ladder.calls(BOB, "c1");
        ladder.asks(BOB);
        ladder.time.passes(Duration.ofSeconds(250));
        nothingIsSetAside();
    }

    @Test void aCancelWhileThePhonesRingFreesIt() {
        SipMessage request = ladder.calls(BOB, "c1");
        SipMessage invite = ladder.asks(BOB);
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        lb.sends(cancelFor(request));
        b2bua.answers(b2bua.expects("CANCEL"), 200, "OK", "s1");
        b2bua.refuses(invite, 487, "Request Terminated");
        nothingIsSetAside();
    }

    @Test void aCancelWhileTheCallIsCountedFreesIt() {
        ladder.calls.gate = Optional.of(new CompletableFuture<>());
        SipMessage request = ladder.calls(BOB, "c1");
        assertThat(ladder.credit.held).hasSize(1);
        lb.sends(cancelFor(request));
        ladder.calls.gate.get().complete(null);
        ladder.time.runDue();
        b2bua.expectsNothing();
        nothingIsSetAside();
    }

    @Test void aCancelWhileTheRelayIsAskedFreesIt() {
        ladder.relay.pending = Optional.of(new CompletableFuture<>());
        SipMessage request = ladder.calls(BOB, "c1");
        lb.sends(cancelFor(request));
        ladder.relay.pending.get().complete("v=0\r\n");
        ladder.time.runDue();
        nothingIsSetAside();
    }

    @Test void aRelayThatIsAwayRefusesTheCallAndFreesIt() {
        ladder.relay.refusal = Optional.of("offer");
        ladder.calls(BOB, "c1");
        lb.expects(503);
        nothingIsSetAside();
    }

    @Test void anAnswerThatTheRelayRefusesFreesIt() {
        ladder.relay.refusal = Optional.of("answer");
        ladder.calls(BOB, "c1");
        b2bua.answersWithSdp(ladder.asks(BOB), 200, "OK", "s1");
        nothingIsSetAside();
    }

    @Test void aPlanThatFailsAfterwardsFreesIt() {
        ladder.locations.away = true;
        ladder.calls(BOB, "c1");
        lb.expects(503);
        assertThat(ladder.credit.asked).hasSize(1);
        nothingIsSetAside();
    }

    @Test void aRefusalAfterwardsFreesIt() {
        ladder.accounts.add("alice", "431001", Map.of("concurrent_max_out", List.of("0")));
        SipMessage sent = ladder.calls(BOB, "c1");
        lb.sends(ackFor(sent, lb.expects(403)));
        assertThat(ladder.credit.asked).hasSize(1);
        nothingIsSetAside();
    }

    @Test void aDestinationThatFailsFreesItsOwnAndNoOther() {
        bob.forwards(ForwardType.CFU, "sip:4366123@example.org", CAROL);
        ladder.calls(BOB, "c1");
        b2bua.refuses(b2bua.expects("INVITE"), 503, "Service Unavailable");
        SipMessage invite = ladder.asks(CAROL);
        assertThat(ladder.credit.asked).extracting(request -> request.leg()).containsExactly(0, 1, 2);
        List<String> names = ladder.credit.asked.stream().flatMap(request -> request.reservations().stream()).toList();
        assertThat(ladder.credit.held.keySet()).containsExactlyInAnyOrder(names.get(0), names.get(2));
        b2bua.answersWithSdp(invite, 200, "OK", "s9");
        assertThat(ladder.credit.answered).containsExactlyInAnyOrder(names.get(0), names.get(2));
        assertThat(ladder.credit.held).containsEntry(names.get(0), new BigDecimal("7200.000000"));
    }

    @Test void allLegsOfAForwardedCallThatIsCancelledAreFree() {
        bob.forwards(ForwardType.CFU, CAROL);
        SipMessage request = ladder.calls(BOB, "c1");
        SipMessage invite = ladder.asks(CAROL);
        b2bua.answers(invite, 100, "Trying", "s1");
        assertThat(ladder.credit.held).hasSize(2);
        lb.sends(cancelFor(request));
        b2bua.answers(b2bua.expects("CANCEL"), 200, "OK", "s1");
        b2bua.refuses(invite, 487, "Request Terminated");
        nothingIsSetAside();
    }

    @Test void aForwardThatCannotBePlannedFreesAll() {
        bob.forwards(ForwardType.CFU, CAROL);
        ladder.locations.away = true;
        ladder.calls(BOB, "c1");
        lb.expects(503);
        assertThat(ladder.credit.asked).hasSize(2);
        nothingIsSetAside();
    }
}
