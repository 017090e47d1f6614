package io.tandem.proxy.ladder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.trust.TrustedSource;
import io.tandem.data.trust.TrustedSources;
import io.tandem.proxy.credential.Authority;
import io.tandem.proxy.credential.CertificateFetcher;
import io.tandem.proxy.credential.CertificateTrust;
import io.tandem.proxy.credential.Credentials;
import io.tandem.proxy.credential.FetchProperties;
import io.tandem.proxy.credential.KeptCredentials;
import io.tandem.proxy.credential.Revocation;
import io.tandem.proxy.stir.SigningKeys;
import io.tandem.proxy.stir.StirProperties;
import io.tandem.proxy.stir.StirSources;
import io.tandem.proxy.stir.Token;
import io.tandem.sip.message.SipMessage;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** STIR/SHAKEN (signalling.md §2.23): calls from peers are verified, those to peers are signed. Real keys and certificates. */
class StirLadderTest {
    private static final String OWN = "https://certificates.example.org/own.pem";
    private final Authority authority = new Authority("Authority");
    private final Authority.Signer foreign = authority.signer("Foreign");
    private final Authority.Signer own = authority.signer("Own");
    private final List<String> fetched = new ArrayList<>();
    private Executor threads = Runnable::run;
    private Credentials credentials = url -> {
        fetched.add(url);
        return CompletableFuture.completedFuture(List.of(foreign.certificate()));
    };
    private Duration freshness = Duration.ofSeconds(60);
    @TempDir
    private Path folder;
    private ProxyLadder ladder;
    private ProxyLadder.Party lb;
    private ProxyLadder.Party b2bua;

    @BeforeEach void begin() throws IOException {
        Files.writeString(folder.resolve("key.pem"), Authority.pem(new JcaPKCS8Generator(own.keys().getPrivate(), null)));
        start();
    }

    private void start() {
        StirProperties settings = new StirProperties(true, List.of(new StirProperties.SigningDomain("example.org", folder.resolve("key.pem"))), freshness,
                List.of(), Revocation.Mode.OFF, List.of(), false);
        ladder = new ProxyLadder(settings, new StirSources(SigningKeys.read(settings), new CertificateTrust(List.of(authority.certificate())), credentials,
                Authority.notAsked(), task -> threads.execute(task)));
        lb = ladder.lb;
        b2bua = ladder.b2bua;
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        account("bob", "431002", Map.of("stir_check", "1"));
        account("alice", "431001", Map.of());
        peer(Map.of());
    }

    private void account(String name, String number, Map<String, String> preferences) {
        Map<String, List<String>> lists = new HashMap<>(Map.of("stir_pub_url", List.of(OWN)));
        preferences.forEach((key, value) -> lists.put(key, List.of(value)));
        ladder.accounts.add(name, number, lists);
    }

    /** Calls come from it, and those for numbers that begin with 4366 go there. */
    private void peer(Map<String, String> preferences) {
        Map<String, List<String>> lists = new HashMap<>();
        preferences.forEach((name, value) -> lists.put(name, List.of(value)));
        PeerHost host = new PeerHost(4, "peer", "127.0.2.1", Optional.empty(), 51602, PeerHost.Transport.UDP, 1, new Preferences(lists));
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host),
                List.of(new PeerRule("4366", Optional.empty(), Optional.empty(), false)), List.of())));
    }

    private SipMessage fromPeer(String uri, String callId, String... identities) {
        SipMessage invite = ladder.invite(uri, callId, 1).set("From", "\"Peter\" <sip:4966@127.0.2.1>;tag=p1").set("P-NGCP-Src-Ip", "127.0.2.1")
                .set("P-NGCP-Src-Port", "51602");
        for (String identity : identities) {
            invite.add("Identity", identity);
        }
        return invite;
    }

    private String identity(String from, String to) {
        return Token.identity(from, to, "A", ladder.time.instant(), foreign);
    }

    private SipMessage refused(SipMessage invite, int status) {
        lb.sends(invite);                                                        // peer ─▶ L ── INVITE ─▶ P
        lb.expects(100);                                                         //         L ◀─  100  ─── P
        SipMessage refusal = lb.expects(status);                                 //         L ◀─  4xx  ─── P
        b2bua.expectsNothing();
        assertThat(ladder.records).last().satisfies(record -> {
            assertThat(record.sipCode()).isEqualTo(status);
            assertThat(record.srcLeg()).contains("\"lcr\":\"4\"");
        });
        return refusal;
    }

    @Test void aCallThatIsVouchedForRingsAndItsNumberSaysSo() {
        lb.sends(fromPeer("sip:431002@example.org", "c1", identity("4966", "431002")));
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");                             // P ── INVITE ─▶ S
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:4966;verstat=TN-Validation-Passed-A@127.0.2.1;user=phone>");
        assertThat(invite.header("P-App-From")).contains("\"Peter\" <sip:4966@127.0.2.1>");
        assertThat(fetched).containsExactly(Token.URL);
    }

    @Test void withoutAnAssertedIdentityFromSaysSo() {
        account("bob", "431002", Map.of("stir_check", "1", "outbound_pai_user", "none"));
        lb.sends(fromPeer("sip:431002@example.org", "c1", identity("4966", "431002")));
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.has("P-Asserted-Identity")).isFalse();
        assertThat(invite.header("P-App-From")).contains("\"Peter\" <sip:4966;verstat=TN-Validation-Passed-A@127.0.2.1;user=phone>");
    }

    @Test void numbersAreComparedAfterThePeersRewriteRules() {
        ladder.tables.rewrites.put(9, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^0(\\d+)$", "43\\1")),
                RewriteList.CALLER_IN, List.of(new RewriteRule("^00(\\d+)$", "\\1")))));
        peer(Map.of("rewrite_rule_set", "9"));
        lb.sends(fromPeer("sip:01002@example.org", "c1", identity("+4966", "+431002")).set("From", "<sip:004966@127.0.2.1>;tag=p1"));
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").header("P-Asserted-Identity").orElseThrow()).contains("4966;verstat=TN-Validation-Passed-A");
    }

    @Test void aCallWithoutIdentityIsRefused() {
        assertThat(refused(fromPeer("sip:431002@example.org", "c1"), 428).reason()).isEqualTo("Use Identity Header");
        ladder.isIdle();
    }

    @Test void anIdentityInAnotherFormCountsAsNone() {
        String compact = identity("4966", "431002");
        assertThat(refused(fromPeer("sip:431002@example.org", "c1", compact.substring(0, compact.indexOf(';'))), 428).reason())
                .isEqualTo("Use Identity Header");
    }

    @Test void anIdentityWhoseCertificateCannotBeHadIsRefused() throws IOException {
        HttpServer web = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        web.createContext("/", exchange -> {
            boolean there = exchange.getRequestURI().getPath().equals("/signer.pem");
            byte[] body = (there ? foreign.pem() : "").getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
        FetchProperties rules = new FetchProperties(List.of("127.0.0.1"), Set.of(web.getAddress().getPort()), true, List.of(), Duration.ofSeconds(5), 8192,
                8192, 4, Duration.ofHours(1), Duration.ofSeconds(30));
        try (CertificateFetcher fetcher = new CertificateFetcher(rules, new Fakes.Names())) {
            Credentials kept = new KeptCredentials(fetcher, rules, InstantSource.system());
            credentials = url -> {
                CompletableFuture<List<X509Certificate>> asked = kept.at(url).toCompletableFuture();
                asked.handle((_, _) -> asked).join(); // the ladder stands still meanwhile
                return asked;
            };
            start();
            String place = "http://127.0.0.1:" + web.getAddress().getPort();
            String missing = Token.sign(Token.header("shaken", place + "/gone.pem"), Token.shaken("4966", "431002", "A", ladder.time.instant()), foreign);
            assertThat(refused(fromPeer("sip:431002@example.org", "c1", missing + ";info=<" + place + "/gone.pem>;alg=ES256;ppt=shaken"), 436).reason())
                    .isEqualTo("Bad Identity Info");
            String good = Token.sign(Token.header("shaken", place + "/signer.pem"), Token.shaken("4966", "431002", "A", ladder.time.instant()), foreign);
            lb.sends(fromPeer("sip:431002@example.org", "c2", good + ";info=<" + place + "/signer.pem>;alg=ES256;ppt=shaken"));
            lb.expects(100);
            assertThat(b2bua.expects("INVITE").header("P-Asserted-Identity").orElseThrow()).contains(";verstat=TN-Validation-Passed-A@");
        } finally {
            web.stop(0);
        }
    }

    @Test void anIdentityOfAnAuthorityThatNobodyTrustsIsRefused() {
        Authority.Signer stranger = new Authority("Other").signer("Stranger");
        credentials = _ -> CompletableFuture.completedFuture(List.of(stranger.certificate()));
        start();
        assertThat(refused(fromPeer("sip:431002@example.org", "c1", Token.identity("4966", "431002", "A", ladder.time.instant(), stranger)), 437).reason())
                .isEqualTo("Unsupported Credential");
    }

    @Test void anIdentityForAnotherCallIsRefused() {
        assertThat(refused(fromPeer("sip:431002@example.org", "c1", identity("4967", "431002")), 438).reason()).isEqualTo("Invalid Identity Header");
        assertThat(refused(fromPeer("sip:431002@example.org", "c2", identity("4966", "431003")), 438).reason()).isEqualTo("Invalid Identity Header");
        assertThat(refused(fromPeer("sip:431002@example.org", "c3", Token.identity("4966", "431002", "A", ladder.time.instant(), own)), 438).reason())
                .isEqualTo("Invalid Identity Header");
    }

    @Test void anOldIdentityIsRefusedUnlessAnyAgeWillDo() {
        String old = Token.identity("4966", "431002", "B", ladder.time.instant().minus(Duration.ofDays(100)), foreign);
        assertThat(refused(fromPeer("sip:431002@example.org", "c1", old), 403).reason()).isEqualTo("Stale Date");
        freshness = Duration.ZERO;
        start();
        lb.sends(fromPeer("sip:431002@example.org", "c2", old));
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").header("P-Asserted-Identity").orElseThrow()).contains(";verstat=TN-Validation-Passed-B@");
    }

    @Test void whoDoesNotAskForItGetsCallsThatNobodyVouchesFor() {
        account("bob", "431002", Map.of());
        lb.sends(fromPeer("sip:431002@example.org", "c1", identity("1", "2")));
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").header("P-Asserted-Identity")).contains("<sip:4966@127.0.2.1>");
        assertThat(fetched).isEmpty();
    }

    @Test void aPeersOwnWordThatItHasVerifiedANumberReachesNoPhone() {
        account("bob", "431002", Map.of());
        peer(Map.of("inbound_npn", "pai_user"));
        lb.sends(fromPeer("sip:431002@example.org", "c1").set("From", "<sip:4966;verstat=TN-Validation-Passed@127.0.2.1>;tag=p1")
                .add("P-Asserted-Identity", "<sip:4966;VerStat=TN-Validation-Passed-A@127.0.2.1;user=phone>"));
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:4966@127.0.2.1>");
        assertThat(invite.header("P-App-From")).contains("<sip:4966@127.0.2.1>");
    }

    @Test void subscribersNeedNobodyToVouchForThem() {
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").has("Identity")).isFalse();
    }

    private SipMessage toPeer(String callId) {
        ladder.authenticated(ladder.invite("sip:4366123@example.org", callId, 1), "alice", "secret-alice");
        lb.expects(100);
        return b2bua.expects("INVITE");
    }

    @Test void aCallToAPeerIsSigned() {
        SipMessage invite = toPeer("c1");
        String identity = invite.header("Identity").orElseThrow();
        assertThat(identity).endsWith(";info=<" + OWN + ">;alg=ES256;ppt=shaken");
        assertThat(Token.part(identity, 0)).isEqualTo("{\"alg\":\"ES256\",\"ppt\":\"shaken\",\"typ\":\"passport\",\"x5u\":\"" + OWN + "\"}");
        assertThat(Token.part(identity, 1)).matches("\\{\"attest\":\"A\",\"dest\":\\{\"tn\":\\[\"4366123\"]},\"iat\":" + ladder.time.instant().getEpochSecond()
                + ",\"orig\":\\{\"tn\":\"431001\"},\"origid\":\"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"}");
        assertThat(Token.isSignedBy(identity, own)).isTrue();
        assertThat(invite.header("Date")).contains("Mon, 23 Nov 2026 12:00:00 GMT");
        String again = toPeer("c2").header("Identity").orElseThrow();
        assertThat(Token.part(again, 1)).as("one origin for one customer").isEqualTo(Token.part(identity, 1));
    }

    @Test void thePeersRewriteRulesDoNotChangeWhatIsSigned() {
        ladder.tables.rewrites.put(9, new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT, List.of(new RewriteRule("^43(\\d+)$", "0\\1")),
                RewriteList.CALLER_OUT, List.of(new RewriteRule("^43(\\d+)$", "0\\1")))));
        peer(Map.of("rewrite_rule_set", "9"));
        SipMessage invite = toPeer("c1");
        assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains("sip:01001@");
        assertThat(Token.part(invite.header("Identity").orElseThrow(), 1)).contains("\"tn\":[\"4366123\"]", "\"tn\":\"431001\"");
    }

    @Test void whoIsOnlyKnownByItsAddressIsVouchedForLess() {
        ladder.tables.trusted = new TrustedSources(List.of(new TrustedSource("uuid-alice", InetAddress.ofLiteral("192.0.2.1"), "any", Optional.empty())));
        lb.sends(ladder.invite("sip:4366123@example.org", "c1", 1));
        lb.expects(100);
        assertThat(Token.part(b2bua.expects("INVITE").header("Identity").orElseThrow(), 1)).contains("\"attest\":\"B\"");
    }

    @Test void aNumberThatNobodyHasCheckedIsVouchedForLess() {
        account("alice", "431001", Map.of("clip_no_screening", "1", "outbound_pai_user", "upn", "inbound_upn", "from_display"));
        peer(Map.of("outbound_pai_user", "upn"));
        ladder.authenticated(ladder.invite("sip:4366123@example.org", "c1", 1).set("From", "\"49777\" <sip:alice@example.org>;tag=a1"), "alice",
                "secret-alice");
        lb.expects(100);
        assertThat(Token.part(b2bua.expects("INVITE").header("Identity").orElseThrow(), 1)).contains("\"attest\":\"B\"", "\"tn\":\"49777\"");
    }

    @Test void whatASubscriberSignsItselfGoesNoFurther() {
        ladder.authenticated(ladder.invite("sip:4366123@example.org", "c1", 1).add("Identity", identity("4966", "4366123")), "alice", "secret-alice");
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").lines("Identity")).singleElement().satisfies(identity -> assertThat(Token.isSignedBy(identity, own)).isTrue());
    }

    @Test void aNumberThatNotEvenPeersMayKnowIsNotSigned() {
        account("alice", "431001", Map.of("clir", "1", "pai_clir", "1"));
        SipMessage invite = toPeer("c1");
        assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains("anonymous");
        assertThat(invite.has("Identity")).isFalse();
    }

    @Test void aDomainWithoutAPlaceForItsCertificateDoesNotSign() {
        account("alice", "431001", Map.of("stir_pub_url", ""));
        assertThat(toPeer("c1").has("Identity")).isFalse();
    }

    @Test void aCallThatCannotBeSignedInTimeLeavesUnsigned() {
        threads = _ -> {
            throw new RejectedExecutionException("too much to do");
        };
        assertThat(toPeer("c1").has("Identity")).isFalse();
    }

    @Test void eachPeerGetsASignatureOfItsOwnTime() {
        PeerRule rule = new PeerRule("4366", Optional.empty(), Optional.empty(), false);
        ladder.tables.peering = new Peering(Stream.of(1, 2).map(id -> new PeerGroup(id, "g" + id, id, List.of(new PeerHost(id, "peer" + id,
                "127.0.2." + id, Optional.empty(), 51602, PeerHost.Transport.UDP, 1, Preferences.NONE)), List.of(rule), List.of())).toList());
        SipMessage first = toPeer("c1");
        b2bua.answers(first, 100, "Trying", "s1");
        ladder.time.passes(Duration.ofSeconds(3));
        b2bua.answers(first, 503, "Service Unavailable", "s1");
        b2bua.expects("ACK");
        SipMessage second = b2bua.expects("INVITE");
        assertThat(second.lines("Identity")).hasSize(1);
        assertThat(Token.part(second.header("Identity").orElseThrow(), 1)).contains("\"iat\":" + ladder.time.instant().getEpochSecond());
    }

    @Test void aForwardIsSignedByWhoeverForwards() {
        account("bob", "431002", Map.of());
        new ForwardSettings(ladder, "bob", "431002").prefers("stir_pub_url", OWN).forwards(ForwardType.CFU, "sip:4366777@example.org");
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        List<String> identities = b2bua.expects("INVITE").lines("Identity");     // P ── INVITE ─▶ S, for the peer
        assertThat(identities).hasSize(2).allSatisfy(identity -> assertThat(Token.isSignedBy(identity, own)).isTrue());
        assertThat(Token.part(identities.getFirst(), 1)).contains("\"attest\":\"A\"", "\"dest\":{\"tn\":[\"431002\"]}", "\"orig\":{\"tn\":\"431001\"}");
        assertThat(identities.getLast()).endsWith(";ppt=div");
        assertThat(Token.part(identities.getLast(), 0)).contains("\"ppt\":\"div\"");
        assertThat(Token.part(identities.getLast(), 1)).isEqualTo("{\"dest\":{\"tn\":[\"4366777\"]},\"div\":{\"tn\":\"431002\"},\"iat\":"
                + ladder.time.instant().getEpochSecond() + ",\"orig\":{\"tn\":\"431001\"}}");
    }

    @Test void aForwardOfAPeersCallKeepsWhatThePeerHasSigned() {
        new ForwardSettings(ladder, "bob", "431002").prefers("stir_pub_url", OWN).prefers("stir_check", "1")
                .forwards(ForwardType.CFU, "sip:4366777@example.org");
        String signed = identity("4966", "431002");
        lb.sends(fromPeer("sip:431002@example.org", "c1", signed));
        lb.expects(100);
        List<String> identities = b2bua.expects("INVITE").lines("Identity");
        assertThat(identities).hasSize(2).first().isEqualTo(signed);
        assertThat(Token.isSignedBy(identities.getLast(), own)).isTrue();
        assertThat(Token.part(identities.getLast(), 1)).contains("\"dest\":{\"tn\":[\"4366777\"]},\"div\":{\"tn\":\"431002\"}", "\"orig\":{\"tn\":\"4966\"}");
    }

    @Test void aForwardOfACallThatNobodyHasSignedIsVouchedForLeast() {
        account("bob", "431002", Map.of());
        new ForwardSettings(ladder, "bob", "431002").prefers("stir_pub_url", OWN).forwards(ForwardType.CFU, "sip:4366777@example.org");
        lb.sends(fromPeer("sip:431002@example.org", "c1"));
        lb.expects(100);
        List<String> identities = b2bua.expects("INVITE").lines("Identity");
        assertThat(identities).hasSize(2);
        assertThat(Token.part(identities.getFirst(), 1)).contains("\"attest\":\"C\"", "\"dest\":{\"tn\":[\"431002\"]}", "\"orig\":{\"tn\":\"4966\"}");
    }

    @Test void aForwardToASubscriberIsVerifiedForWhomThePeerCalled() {
        account("bob", "431002", Map.of());
        account("carol", "431003", Map.of("stir_check", "1"));
        ladder.registered("carol", "sip:carol@192.0.2.10:5060");
        new ForwardSettings(ladder, "bob", "431002").forwards(ForwardType.CFU, "sip:carol@example.org");
        lb.sends(fromPeer("sip:431002@example.org", "c1", identity("4966", "431002")));
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").header("P-Asserted-Identity").orElseThrow()).contains("4966;verstat=TN-Validation-Passed-A");
    }
}
