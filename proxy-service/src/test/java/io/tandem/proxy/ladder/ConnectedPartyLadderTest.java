package io.tandem.proxy.ladder;

import java.util.List;
import java.util.Map;

import io.tandem.data.forward.ForwardType;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who a caller is told that it is connected with (signalling.md §2.9): {@code colp_cf}, {@code colp_pstn}, {@code colr}. */
class ConnectedPartyLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();

    @BeforeEach void carolIsRegistered() {
        ladder.accounts.add("carol", "431003", Map.of());
        ladder.registered("carol", "sip:carol@192.0.2.8:5060");
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.tables.peering = ForwardSettings.peer(3, Map.of());
    }

    private void alice(String preference) {
        ladder.accounts.add("alice", "431001", Map.of(preference, List.of("1")));
    }

    /** @return the 200 that Alice gets */
    private SipMessage answered(String dialled, String asserted) {
        ladder.authenticated(ladder.invite("sip:" + dialled + "@example.org", "c" + dialled, 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        SipMessage ok = ProxyLadder.withSdp(ProxyLadder.response(invite, 200, "OK", "s1"));
        ladder.b2bua.sends(asserted.isEmpty() ? ok : ok.add("P-Asserted-Identity", asserted));
        return ladder.lb.expects(200);
    }

    @Test void afterAForwardTheCallerIsToldTheNumberThatAnswered() {
        new ForwardSettings(ladder, "bob", "431002").forwards(ForwardType.CFU, "sip:carol@example.org");
        alice("colp_cf");
        assertThat(answered("bob", "<sip:own@192.0.2.8>").header("P-Asserted-Identity")).contains("<sip:431003@example.org>");
        assertThat(answered("431003", "").header("P-Asserted-Identity")).as("no forward").isEmpty();
    }

    @Test void atAPeerTheCallerIsToldTheNumberThatWasAskedFor() {
        alice("colp_pstn");
        assertThat(answered("4366123", "").header("P-Asserted-Identity")).contains("<sip:4366123@example.org>");
        alice("colp_cf");
        assertThat(answered("4366124", "").header("P-Asserted-Identity")).as("no forward").isEmpty();
    }

    @Test void whoHidesItsNumberIsToldToNobody() {
        new ForwardSettings(ladder, "bob", "431002").forwards(ForwardType.CFU, "sip:carol@example.org");
        ladder.accounts.add("carol", "431003", Map.of("colr", List.of("1")));
        alice("colp_cf");
        assertThat(answered("bob", "<sip:431003@example.org>").header("P-Asserted-Identity")).isEmpty();
        assertThat(answered("431003", "<sip:431003@example.org>").header("P-Asserted-Identity")).isEmpty();
    }
}
