package io.tandem.proxy.ladder;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Preferences;
import io.tandem.sip.auth.DigestAlgorithm;
import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.auth.Qop;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.ProxyLadder.ackFor;
import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static io.tandem.proxy.ladder.ProxyLadder.response;
import static org.assertj.core.api.Assertions.assertThat;

/** A peer that wants a password (signalling.md §2.16, RFC 3261 §22): leg B from the B2BUA (S) through the proxy (P) to the peer behind the load balancer
 * (L). */
class TrunkLadderTest {
    private static final String URI = "sip:4366123@127.0.2.1:51601;transport=udp";
    private static final String CALL = "c1_pbx-1";
    private static final DigestChallenge PLAIN = DigestChallenge.md5("peer.example", "n1");
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;
    private int branches;

    @BeforeEach void aPeerThatKnowsUsAsTandem() {
        peer(Map.of("peer_auth_user", List.of("tandem"), "peer_auth_pass", List.of("secret"), "peer_auth_realm", List.of("peer.example")));
    }

    private void peer(Map<String, List<String>> preferences) {
        PeerHost host = new PeerHost(1, "peer1", "127.0.2.1", Optional.empty(), 51601, PeerHost.Transport.UDP, 1, new Preferences(preferences));
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "group", 1, List.of(host), List.of(), List.of())));
    }

    private SipMessage fromB2bua(String method, String callId, long cSeq) {
        return ladder.request(method, URI + ";tandem-peer=1", callId, cSeq).remove("Record-Route")
                .set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-s" + ++branches);
    }

    /** Of the B2BUA in the dialog that this 2xx made. */
    private SipMessage inDialog(SipMessage ok, String method, long cSeq) {
        SipMessage request = fromB2bua(method, ok.callId(), cSeq).requestUri("sip:4366123@127.0.2.1:51601").set("To", ok.header("To").orElseThrow());
        request.add("Route", ok.header("Record-Route").orElseThrow()).add("Route", "<sip:127.0.0.1:5060;lr>");
        return request;
    }

    private SipMessage invites(String callId) {
        SipMessage invite = fromB2bua("INVITE", callId, 1);
        b2bua.sends(invite);                                                          // S ── INVITE ─▶ P
        b2bua.expects(100);
        return invite;
    }

    private void challenges(SipMessage request, int status, DigestChallenge... challenges) {
        SipMessage challenge = response(request, status, "Authentication Required", "p0");
        for (DigestChallenge each : challenges) {
            challenge.add(status == 407 ? "Proxy-Authenticate" : "WWW-Authenticate", each.toString());
        }
        lb.sends(challenge);
        if (request.method().equals("INVITE")) {
            assertThat(lb.expects("ACK").cSeq()).isEqualTo(request.cSeq());
        }
    }

    /** Its response is right. */
    private static void answers(SipMessage request, String header, DigestChallenge challenge, int count) {
        String given = request.header(header).orElseThrow();
        String cnonce = DigestCredentials.parse(given).cnonce().orElse("");
        assertThat(given).isEqualTo(DigestCredentials.answer(challenge, "tandem", "secret", request.method(), request.requestUri(), cnonce, count).toString());
    }

    @Test void aPeersChallengeIsAnsweredWithItsPasswordAndTheB2buaNoticesNothing() {
        invites(CALL);
        SipMessage first = lb.expects("INVITE");                                      // P ── INVITE ─▶ L
        assertThat(first.has("Proxy-Authorization")).isFalse();
        challenges(first, 407, PLAIN);                                                // P ◀─  407  ─── L, P ── ACK ─▶ L
        SipMessage second = lb.expects("INVITE");                                     // P ── INVITE ─▶ L
        assertThat(second.cSeq()).isGreaterThan(first.cSeq());
        assertThat(second.topVia().branch()).isNotEqualTo(first.topVia().branch());
        assertThat(second.headers("Via")).hasSize(2);
        assertThat(second.requestUri()).isEqualTo(first.requestUri());
        answers(second, "Proxy-Authorization", PLAIN, 1);
        b2bua.expectsNothing();
        lb.answers(second, 180, "Ringing", "p1");
        assertThat(b2bua.expects(180).header("CSeq")).contains("1 INVITE");
        lb.answersWithSdp(second, 200, "OK", "p1");
        SipMessage ok = b2bua.expects(200);                                           // S ◀─  200  ─── P
        assertThat(ok.header("CSeq")).contains("1 INVITE");
        b2bua.sends(inDialog(ok, "ACK", 1));
        SipMessage ack = lb.expects("ACK");
        assertThat(ack.cSeq()).as("number of the INVITE that was answered").isEqualTo(second.cSeq());
        assertThat(ack.header("Proxy-Authorization")).isEqualTo(second.header("Proxy-Authorization"));
        ladder.isIdle();
    }

    @Test void requestsInTheDialogAreAuthenticatedToo() {
        invites(CALL);
        SipMessage invite = lb.expects("INVITE");
        challenges(invite, 407, PLAIN);
        invite = lb.expects("INVITE");
        lb.answers(invite, 200, "OK", "p1");
        SipMessage ok = b2bua.expects(200);
        b2bua.sends(inDialog(ok, "ACK", 1));
        lb.expects("ACK");
        b2bua.sends(inDialog(ok, "INVITE", 2));                                       // re-INVITE
        b2bua.expects(100);
        SipMessage again = lb.expects("INVITE");
        assertThat(again.cSeq()).isGreaterThan(invite.cSeq());
        challenges(again, 401, PLAIN.withQop(Qop.AUTH));
        SipMessage authorised = lb.expects("INVITE");
        assertThat(authorised.cSeq()).isGreaterThan(again.cSeq());
        answers(authorised, "Authorization", PLAIN.withQop(Qop.AUTH), 2);
        lb.answers(authorised, 200, "OK", "p1");
        assertThat(b2bua.expects(200).cSeq()).isEqualTo(2);
        b2bua.sends(inDialog(ok, "ACK", 2));
        assertThat(lb.expects("ACK").cSeq()).isEqualTo(authorised.cSeq());
        b2bua.sends(inDialog(ok, "BYE", 3));
        SipMessage bye = lb.expects("BYE");
        challenges(bye, 407, DigestChallenge.md5("peer.example", "n2"));
        SipMessage ended = lb.expects("BYE");
        assertThat(ended.cSeq()).isGreaterThan(bye.cSeq());
        assertThat(bye.cSeq()).isGreaterThan(authorised.cSeq());
        answers(ended, "Proxy-Authorization", DigestChallenge.md5("peer.example", "n2"), 1);
        lb.answers(ended, 200, "OK", "p1");
        assertThat(b2bua.expects(200).header("CSeq")).contains("3 BYE");
        ladder.isIdle();
    }

    @Test void aPrackNamesTheInviteAsThePeerKnowsIt() {
        invites(CALL);
        challenges(lb.expects("INVITE"), 407, PLAIN);
        SipMessage invite = lb.expects("INVITE");
        lb.sends(response(invite, 183, "Session Progress", "p1").add("Require", "100rel").add("RSeq", "7"));
        SipMessage progress = b2bua.expects(183);
        b2bua.sends(inDialog(progress, "PRACK", 2).add("RAck", "7 1 INVITE"));
        SipMessage prack = lb.expects("PRACK");
        assertThat(prack.header("RAck")).contains("7 " + invite.cSeq() + " INVITE");
        assertThat(prack.cSeq()).isGreaterThan(invite.cSeq());
    }

    @Test void requestsOfThePeerItselfKeepTheirNumbers() {
        invites(CALL);
        SipMessage invite = lb.expects("INVITE");
        lb.answers(invite, 200, "OK", "p1");
        SipMessage ok = b2bua.expects(200);
        SipMessage bye = SipMessage.request("BYE", "sip:127.0.0.1:5080;transport=udp").header("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK-p1")
                .header("From", ok.header("To").orElseThrow()).header("To", ok.header("From").orElseThrow()).header("Call-ID", CALL)
                .header("CSeq", "10 BYE").header("Route", invite.header("Record-Route").orElseThrow()).build();
        lb.sends(bye);
        assertThat(b2bua.expects("BYE").header("CSeq")).contains("10 BYE");
    }

    @Test void aPasswordThatIsNotTakenFailsAndIsNotTriedAgain() {
        invites(CALL);
        challenges(lb.expects("INVITE"), 407, PLAIN);
        challenges(lb.expects("INVITE"), 407, DigestChallenge.md5("peer.example", "n2"));
        SipMessage refusal = b2bua.expects(407);
        assertThat(refusal.header("CSeq")).contains("1 INVITE");
        lb.expectsNothing();
    }

    @Test void aStaleNonceIsReplacedOnce() {
        invites(CALL);
        challenges(lb.expects("INVITE"), 407, PLAIN);
        SipMessage second = lb.expects("INVITE");
        DigestChallenge fresh = DigestChallenge.md5("peer.example", "n2").withStale(true);
        challenges(second, 407, fresh);
        SipMessage third = lb.expects("INVITE");
        assertThat(third.cSeq()).isGreaterThan(second.cSeq());
        assertThat(third.headers("Proxy-Authorization")).hasSize(1);
        answers(third, "Proxy-Authorization", fresh, 1);
        challenges(third, 407, DigestChallenge.md5("peer.example", "n3").withStale(true));
        b2bua.expects(407);
        lb.expectsNothing();
    }

    @Test void ofSeveralChallengesTheFirstKnownOneIsAnswered() {
        invites(CALL);
        SipMessage first = lb.expects("INVITE");
        DigestChallenge sha = DigestChallenge.sha256("peer.example", "n1").withQop(Qop.AUTH);
        SipMessage challenge = response(first, 401, "Unauthorized", "p0")
                .add("WWW-Authenticate", "Digest realm=\"peer.example\", nonce=\"n1\", algorithm=SHA-512-256, qop=\"auth\"")
                .add("WWW-Authenticate", "Bearer realm=\"peer.example\"").add("WWW-Authenticate", "Digest realm=\"peer.example\", nonce=\"\"")
                .add("WWW-Authenticate", sha.toString()).add("WWW-Authenticate", PLAIN.toString());
        lb.sends(challenge);
        lb.expects("ACK");
        SipMessage second = lb.expects("INVITE");
        answers(second, "Authorization", sha, 1);
        assertThat(DigestCredentials.parse(second.header("Authorization").orElseThrow()).algorithm()).contains(DigestAlgorithm.SHA_256);
    }

    @Test void usesOfANonceAreCountedOverAllCalls() {
        DigestChallenge challenge = PLAIN.withQop(Qop.AUTH);
        for (int i = 1; i <= 3; i++) {
            invites("c" + i + "_pbx-1");
            challenges(lb.expects("INVITE"), 407, challenge);
            answers(lb.expects("INVITE"), "Proxy-Authorization", challenge, i);
        }
    }

    @Test void anotherRealmGetsNoAnswerUnlessAnyWill() {
        DigestChallenge other = DigestChallenge.md5("elsewhere.example", "n1");
        invites(CALL);
        challenges(lb.expects("INVITE"), 407, other);
        b2bua.sends(ackFor(fromB2bua("INVITE", CALL, 1), b2bua.expects(407)));
        lb.expectsNothing();
        peer(Map.of("peer_auth_user", List.of("tandem"), "peer_auth_pass", List.of("secret")));
        invites("c2_pbx-1");
        challenges(lb.expects("INVITE"), 407, other);
        answers(lb.expects("INVITE"), "Proxy-Authorization", other, 1);
    }

    @Test void aCallersOwnPasswordComesBeforeThatOfTheServer() {
        ladder.accounts.add("alice", "431001", Map.of("peer_auth_user", List.of("trunk1"), "peer_auth_pass", List.of("own"), "peer_auth_realm",
                List.of("trunks.example")));
        DigestChallenge hers = DigestChallenge.md5("trunks.example", "n1");
        b2bua.sends(fromB2bua("INVITE", CALL, 1).add("P-Caller-UUID", "uuid-alice"));
        b2bua.expects(100);
        challenges(lb.expects("INVITE"), 407, hers);
        SipMessage invite = lb.expects("INVITE");
        assertThat(invite.header("Proxy-Authorization")).contains(DigestCredentials.answer(hers, "trunk1", "own", "INVITE", invite.requestUri(), "", 1).toString());
        assertThat(invite.has("P-Caller-UUID")).isFalse();
        lb.answers(invite, 200, "OK", "p1");
        SipMessage ok = b2bua.expects(200);
        b2bua.sends(inDialog(ok, "BYE", 2));
        challenges(lb.expects("BYE"), 407, hers);
        SipMessage bye = lb.expects("BYE");
        assertThat(bye.header("Proxy-Authorization")).contains(DigestCredentials.answer(hers, "trunk1", "own", "BYE", bye.requestUri(), "", 2).toString());
        lb.answers(bye, 200, "OK", "p1");
        b2bua.expects(200);
        b2bua.sends(fromB2bua("INVITE", "c2_pbx-1", 1).add("P-Caller-UUID", "uuid-alice"));
        b2bua.expects(100);
        challenges(lb.expects("INVITE"), 407, PLAIN);
        answers(lb.expects("INVITE"), "Proxy-Authorization", PLAIN, 1);
    }

    @Test void aRouteThatNobodyHereHasWrittenGetsNoAnswer() {
        invites(CALL);
        challenges(lb.expects("INVITE"), 407, PLAIN);
        lb.answers(lb.expects("INVITE"), 200, "OK", "p1");
        SipMessage ok = b2bua.expects(200);
        String route = ok.header("Record-Route").orElseThrow();
        assertThat(route).contains(";trunk=1;trunk-sign=");
        for (String other : List.of(route.replace(";trunk=1;", ";trunk=2;"), route.replace("trunk-sign=", "trunk-sign=0"), route.replaceAll(";trunk-sign=[^;>]*", ""),
                route.replace(";trunk=1;", ";trunk=1;trunk-user=uuid-alice;"))) {
            b2bua.sends(inDialog(ok, "INFO", 2).set("Route", other).add("Route", "<sip:127.0.0.1:5060;lr>"));
            challenges(lb.expects("INFO"), 407, PLAIN);
            b2bua.expects(407);
        }
        SipMessage other = inDialog(ok, "INFO", 3).set("Call-ID", "c9_pbx-1");
        b2bua.sends(other);
        challenges(lb.expects("INFO"), 407, PLAIN);
        b2bua.expects(407);
        lb.expectsNothing();
    }

    @Test void theCallerHasGivenUpBeforeTheChallenge() {
        SipMessage invite = invites(CALL);
        SipMessage first = lb.expects("INVITE");
        lb.answers(first, 183, "Session Progress", "p1");
        b2bua.expects(183);
        b2bua.sends(cancelFor(invite));
        b2bua.expects(200);
        lb.answers(lb.expects("CANCEL"), 200, "OK", "p1");
        challenges(first, 407, PLAIN);
        b2bua.expects(407);
        lb.expectsNothing();
    }

    @Test void aPeerWithoutPasswordGetsTheNumbersOfTheB2bua() {
        peer(Map.of());
        invites(CALL);
        SipMessage invite = lb.expects("INVITE");
        assertThat(invite.header("CSeq")).contains("1 INVITE");
        assertThat(invite.header("Record-Route").orElseThrow()).doesNotContain("trunk");
    }
}
