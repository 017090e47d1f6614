package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.e2e.RunningSuite;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What an operator may switch off: methods, and phones that nobody wants. */
class SettingsWireIT extends WireTest {
    private Party alice;
    private Party bob;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
    }

    @AfterAll static void asItWas() throws Exception {
        RunningSuite.get().restartWith(List.of(), "b2bua-service", "lb-service");
    }

    @Test void methodsThatAreNotAllowedVanishFromAllowInBothDirections() throws Exception {
        RunningSuite.get().restartWith(List.of("b2bua.methods.refer: false"), "b2bua-service");
        allowed("INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK");
        RunningSuite.get().restartWith(List.of("b2bua.methods.info: false"), "b2bua-service");
        allowed("INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, REFER");
    }

    private void allowed(String methods) throws Exception {
        try (Callee phone = platform.registered(bob)) {
            SipMessage ok = platform.call(alice, bob.uri()).answered().response(200);
            assertThat(ok.headers("Allow")).containsExactly(methods.split(", "));
            assertThat(phone.end().request("INVITE").headers("Allow")).containsExactly(methods.split(", "));
        }
    }

    @Test void aUserAgentThatNobodyWantsIsRefusedByTheLoadBalancer() throws Exception {
        RunningSuite.get().restartWith(List.of("lb.block-useragents: {action: reject, ua-patterns: [wire-scanner]}"), "lb-service");
        Party scanner = new Party(0, "scanner", platform.domain(), Optional.empty(), "", Platform.PHONES, alice.port() + 500);
        assertThat(platform.call(scanner, bob.uri()).withUserAgent("Wire-Scanner/2").refused(403).response(403).reason()).isEqualTo("Forbidden");
        try (Callee phone = platform.registered(bob)) {
            platform.call(alice, bob.uri()).withoutUserAgent().answered();
            phone.end();
        }
    }
}
