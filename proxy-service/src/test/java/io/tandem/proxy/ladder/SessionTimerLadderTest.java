package io.tandem.proxy.ladder;

import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the B2BUA is told of session timers (signalling.md §3.4), and of reliable provisional responses. */
class SessionTimerLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private SipMessage legA(SipMessage invite) {
        ladder.authenticated(invite, "alice", "secret-alice");
        ladder.lb.expects(100);
        return ladder.b2bua.expects("INVITE");
    }

    private String told() {
        return legA(ladder.invite("sip:bob@example.org", "s1", 1)).header("P-App-Param").orElseThrow();
    }

    @Test void withoutSettingsThereAreNone() {
        assertThat(told()).isEqualTo("calltimer=21600;sst_enable=no;aleg_sst_enable=no");
    }

    @Test void eachLegHasThoseOfItsParty() {
        ladder.accounts.add("alice", "431001", Map.of("sst_enable", List.of("yes"), "sst_expires", List.of("8"), "sst_min_timer", List.of("2"),
                "sst_max_timer", List.of("20"), "sst_refresh_method", List.of("INVITE")));
        ladder.accounts.add("bob", "431002", Map.of("sst_enable", List.of("yes")));
        assertThat(told()).isEqualTo("calltimer=21600;sst_enable=yes;aleg_sst_enable=yes;aleg_sst_expires=8;aleg_sst_min_timer=2;aleg_sst_max_timer=20"
                + ";aleg_sst_refresh_method=INVITE");
    }

    @Test void aMethodThatIsNoneIsNotTold() {
        ladder.accounts.add("bob", "431002", Map.of("sst_enable", List.of("yes"), "sst_refresh_method", List.of("X;calltimer=1")));
        assertThat(told()).isEqualTo("calltimer=21600;sst_enable=yes;aleg_sst_enable=no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void whereOnePartyWantsNoReliableResponsesNobodyOffersThem(String user) {
        ladder.accounts.add(user, user.equals("alice") ? "431001" : "431002", Map.of("disable_prack_method", List.of("1")));
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "s1", 1).set("Supported", "100rel, timer").add("Supported", "path"));
        assertThat(invite.headers("Supported")).containsExactly("timer", "path");
    }

    @Test void elseTheyPass() {
        assertThat(legA(ladder.invite("sip:bob@example.org", "s1", 1).set("Supported", "100rel, timer")).headers("Supported")).contains("100rel");
    }
}
