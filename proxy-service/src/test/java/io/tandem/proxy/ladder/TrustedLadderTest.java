package io.tandem.proxy.ladder;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.data.trust.TrustedSource;
import io.tandem.data.trust.TrustedSources;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ProxyLadder.response;
import static org.assertj.core.api.Assertions.assertThat;

/** Callers that are known by their address (signalling.md §2.1). */
class TrustedLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private void trusted(String address, String protocol, String pattern) {
        ladder.tables.trusted = new TrustedSources(List.of(new TrustedSource("uuid-alice", InetAddress.ofLiteral(address), protocol,
                pattern.isEmpty() ? Optional.empty() : Optional.of(PerlPattern.of(pattern)))));
    }

    private SipMessage invite(String callId) {
        return ladder.invite("sip:bob@example.org", callId, 1);
    }

    private SipMessage passes(SipMessage invite) {
        lb.sends(invite);
        lb.expects(100);
        return ladder.b2bua.expects("INVITE");
    }

    private void isChallenged(SipMessage invite) {
        lb.sends(invite);
        lb.expects(100);
        lb.expects(407);
    }

    @Test void aCallFromATrustedAddressNeedsNoPassword() {
        trusted("192.0.2.1", "UDP", "");
        SipMessage invite = passes(invite("c1"));
        assertThat(invite.header("P-Caller-UUID")).contains("uuid-alice");
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        ladder.b2bua.sends(ProxyLadder.withSdp(response(invite, 200, "OK", "s1")));
        SipMessage answer = lb.expects(200);
        assertThat(answer.has("P-NGCP-Authorized")).as("nobody has shown a password").isFalse();
        assertThat(ladder.records.getFirst().srcUser()).isEqualTo("alice");
        assertThat(ladder.records.getFirst().srcLeg()).contains("\"uuid\":\"uuid-alice\"", "\"cli\":\"431001\"");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, any, '', true", "192.0.2.1, UDP, ^sip:alice@, true", "192.0.2.1, UDP, @example\\.org$, true", "192.0.2.1, TCP, '', false",
        "192.0.2.2, UDP, '', false", "192.0.2.1, UDP, ^sip:bob@, false", "192.0.2.1, UDP, (a+)+$, false"})
    void addressProtocolAndFromMustFit(String address, String protocol, String pattern, boolean fits) {
        trusted(address, protocol, pattern);
        SipMessage invite = invite("c1");
        if (pattern.equals("(a+)+$")) { // takes for ever
            invite.set("From", "<sip:" + "a".repeat(40) + "!@example.org>;tag=a1");
        }
        if (fits) {
            passes(invite);
        } else {
            isChallenged(invite);
        }
    }

    @Test void onlyALoadBalancerIsBelieved() {
        trusted("192.0.2.1", "any", "");
        ladder.appServer.sends(invite("c1"));
        lb.expects(100); // as its Via says
        lb.expects(407);
    }

    @Test void aSubscriberWhoIsGoneIsTrustedNoMore() {
        ladder.tables.trusted = new TrustedSources(List.of(new TrustedSource("uuid-gone", InetAddress.ofLiteral("192.0.2.1"), "any", Optional.empty())));
        isChallenged(invite("c1"));
    }

    @Test void whoIsAnonymousSaysItsNumberInPAssertedIdentity() {
        ladder.accounts.add("alice", "431001", Map.of("allowed_clis", List.of("43100177")));
        trusted("192.0.2.1", "UDP", "");
        SipMessage invite = passes(invite("c1").set("From", "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=a1")
                .add("P-Asserted-Identity", "<sip:43100177@192.0.2.1>"));
        assertThat(invite.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(invite.header("Privacy")).contains("id");
        assertThat(ladder.core.recent().latest()).singleElement().satisfies(trace -> assertThat(trace.describe().toString())
                .contains("UPN 43100177, NPN 431001"));
        ladder.b2bua.sends(response(invite, 486, "Busy Here", "s1"));
        lb.expects(486);
        assertThat(ladder.records.getFirst().srcLeg()).contains("\"clir\":1", "\"cli\":\"431001\"");
    }

    @Test void restrictionsHoldAllTheSame() {
        ladder.accounts.add("alice", "431001", SubscriberStatus.ACTIVE, Map.of("lock", List.of("2")), List.of());
        trusted("192.0.2.1", "UDP", "");
        lb.sends(invite("c1"));
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Caller locked");
        assertThat(ladder.records).hasSize(1);
    }

    @Test void aRegistrationNeedsThePasswordAllTheSame() {
        trusted("192.0.2.1", "any", "");
        lb.sends(ladder.request("REGISTER", "sip:example.org", "r1", 1).set("To", "<sip:alice@example.org>"));
        lb.expects(401);
    }
}
