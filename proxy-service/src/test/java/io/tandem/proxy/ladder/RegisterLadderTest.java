package io.tandem.proxy.ladder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.emergency.EmergencyModeProperties;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** REGISTER from the load balancer. */
class RegisterLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private int calls;

    private SipMessage register(String callId, long cSeq, String... contacts) {
        SipMessage request = ladder.request("REGISTER", "sip:example.org", callId, cSeq)
                .set("To", "<sip:alice@example.org>").remove("Contact").remove("Record-Route")
                .add("Path", "<sip:lb@127.0.0.1:5060;lr;received=sip:192.0.2.1:5060;socket=udp:127.0.0.1:5060>")
                .add("P-Sock-Info", "udp:127.0.0.1:5060");
        for (String contact : contacts) {
            request.add("Contact", contact);
        }
        return request;
    }

    private SipMessage registered(SipMessage request) {
        ladder.authenticated(request, "alice", "secret-alice");  // L ── REGISTER ─▶ P, 401, again with credentials
        return lb.expects(200);                                 // L ◀──  200  ─── P
    }

    private SipMessage registered(String... contacts) {
        return registered(register("r" + ++calls, 1, contacts));
    }

    private List<Binding> stored() {
        return List.copyOf(ladder.locations.bindings.getOrDefault(new AddressOfRecord("alice", "example.org"), Map.of()).values());
    }

    @Test void aBindingIsListedInTheExactForm() {
        SipMessage ok = registered("<sip:alice@192.0.2.1:5060>;expires=600");
        assertThat(ok.headers("Contact")).containsExactly("<sip:alice@192.0.2.1:5060>;expires=600;received=\"sip:192.0.2.1:5060\"");
        assertThat(ok.header("P-NGCP-Authorized")).contains("1");
        assertThat(stored()).singleElement().satisfies(binding -> {
            assertThat(binding.path()).containsExactly("<sip:lb@127.0.0.1:5060;lr;received=sip:192.0.2.1:5060;socket=udp:127.0.0.1:5060>");
            assertThat(binding.userAgent()).isEqualTo("Test Phone");
            assertThat(binding.socket()).isEqualTo("udp:127.0.0.1:5060");
        });
        ladder.isIdle();
    }

    @Test void theChallengeIs401WithRealmFirst() {
        lb.sends(register("r1", 1, "<sip:alice@192.0.2.1>"));
        assertThat(lb.expects(401).header("WWW-Authenticate").orElseThrow()).startsWith("Digest realm=\"example.org\", nonce=\"");
    }

    @Test void withoutAngleBracketsParametersBelongToTheHeader() {
        SipMessage ok = registered("sip:alice@192.0.2.1:5066;transport=UDP;expires=300");
        assertThat(ok.header("Contact").orElseThrow()).startsWith("<sip:alice@192.0.2.1:5066>;expires=300;");
    }

    @Test void tcpInstanceAndRegIdAreShown() {
        SipMessage request = register("r1", 1, "<sip:alice@192.0.2.1:5060;transport=tcp>;+sip.instance=\"<urn:uuid:1>\";reg-id=1;expires=600")
                .set("Path", "<sip:lb@127.0.0.1:5060;lr;received=sip:192.0.2.1:40000%3Btransport=tcp;socket=tcp:127.0.0.1:5060>");
        assertThat(registered(request).header("Contact")).contains("<sip:alice@192.0.2.1:5060;transport=tcp>;expires=600"
                + ";received=\"sip:192.0.2.1:40000;transport=tcp\";+sip.instance=\"<urn:uuid:1>\";reg-id=1");
    }

    @Test void theSameInstanceFromAnotherPortReplacesItsBinding() {
        registered("<sip:alice@192.0.2.1:5060>;+sip.instance=\"<urn:uuid:1>\";reg-id=1;expires=600");
        SipMessage ok = registered("<sip:alice@192.0.2.1:6060>;+sip.instance=\"<urn:uuid:1>\";reg-id=1;expires=600",
                "<sip:alice@192.0.2.1:5060>;expires=0");
        assertThat(ok.headers("Contact")).singleElement().asString().startsWith("<sip:alice@192.0.2.1:6060>");
        assertThat(stored()).hasSize(1);
    }

    @Test void severalContactsAreProcessedOneByOne() {
        registered("<sip:alice@192.0.2.1:5060>;expires=600");
        SipMessage ok = registered("<sip:alice@192.0.2.2:5060>;expires=600, <sip:alice@192.0.2.1:5060>;expires=0", "<sip:alice@192.0.2.3>");
        assertThat(ok.headers("Contact")).hasSize(2).noneMatch(contact -> contact.contains("192.0.2.1:5060>"));
    }

    @Test void aStarRemovesAllButNeedsExpires0() {
        registered("<sip:alice@192.0.2.1:5060>", "<sip:alice@192.0.2.2:5060>");
        assertThat(registered(register("star", 1, "*").add("Expires", "0")).headers("Contact")).isEmpty();
        assertThat(stored()).isEmpty();
        ladder.authenticated(register("star2", 1, "*"), "alice", "secret-alice");
        lb.expects(400);
    }

    @Test void withoutContactTheBindingsAreListed() {
        registered("<sip:alice@192.0.2.1:5060>;expires=600");
        ladder.time.passes(Duration.ofSeconds(100));
        assertThat(registered().header("Contact").orElseThrow()).contains("expires=500");
    }

    @Test void wishesForALifetimeAreKeptWithinLimits() {
        assertThat(registered("<sip:alice@192.0.2.1>;expires=5").header("Contact").orElseThrow()).contains(";expires=60;");
        assertThat(registered("<sip:alice@192.0.2.1>;expires=99999999999").header("Contact").orElseThrow()).contains(";expires=43200;");
        assertThat(registered("<sip:alice@192.0.2.1>").header("Contact").orElseThrow()).contains(";expires=3600;");
        SipMessage byHeader = register("h", 1, "<sip:alice@192.0.2.1>").add("Expires", "120");
        assertThat(registered(byHeader).header("Contact").orElseThrow()).contains(";expires=120;");
    }

    @Test void aSixthContactIsRefusedAndAKnownOneIsRefreshed() {
        for (int i = 1; i <= 5; i++) {
            registered("<sip:alice@192.0.2." + i + ">");
        }
        ladder.authenticated(register("r6", 1, "<sip:alice@192.0.2.6>"), "alice", "secret-alice");
        assertThat(lb.expects(403).reason()).isEqualTo("Too many registered contacts");
        assertThat(registered("<sip:alice@192.0.2.5>").headers("Contact")).hasSize(5);
    }

    @Test void anOvertakenRequestFails() {
        registered(register("same", 10, "<sip:alice@192.0.2.1>;expires=600"));
        ladder.authenticated(register("same", 5, "<sip:alice@192.0.2.1>;expires=0"), "alice", "secret-alice");
        lb.expects(500);
        assertThat(stored()).hasSize(1);
        registered(register("same", 20, "<sip:alice@192.0.2.1>;expires=0"));
        assertThat(stored()).isEmpty();
    }

    @Test void anotherUsersBindingsAreNotForUs() {
        ladder.authenticated(register("r1", 1, "<sip:alice@192.0.2.1>").set("To", "<sip:bob@example.org>"), "alice", "secret-alice");
        lb.expects(403);
        assertThat(ladder.locations.bindings).isEmpty();
    }

    @Test void aBadContactIs400() {
        ladder.authenticated(register("r1", 1, "hello"), "alice", "secret-alice");
        assertThat(lb.expects(400).reason()).isEqualTo("Bad Contact Header");
    }

    @Test void brokenCredentialsAre400() {
        lb.sends(register("r1", 1).add("Authorization", "Digest username=\"alice"));
        assertThat(lb.expects(400).reason()).isEqualTo("Bad Auth Header");
    }

    @Test void aPortedSubscriberMayNotRegister() {
        ladder.accounts.add("alice", "431001", Map.of("lock", List.of("5")));
        ladder.authenticated(register("r1", 1, "<sip:alice@192.0.2.1>"), "alice", "secret-alice");
        assertThat(lb.expects(403).reason()).isEqualTo("Unauthorized, lock level ported detected");
    }

    @Test void aDeviceNameHasBindingsOfItsOwn() {
        ladder.accounts.add("alice", "431001", SubscriberStatus.ACTIVE, Map.of(),
                List.of(new Alias("desk1", false, true, Optional.empty())));
        SipMessage request = register("r1", 1, "<sip:desk1@192.0.2.1>").set("To", "<sip:desk1@example.org>")
                .set("From", "<sip:desk1@example.org>;tag=a1");
        ladder.authenticated(request, "desk1", "secret-alice");
        lb.expects(200);
        assertThat(ladder.locations.bindings).containsOnlyKeys(new AddressOfRecord("desk1", "example.org"));
    }

    @Test void permanentBindingsAreListedAndLeftAlone() {
        Binding permanent = new Binding("perm-1", SipUri.parse("sip:127.3.0.5:8008;transport=tcp"), "", List.of(), Optional.empty(), "1",
                "api", 1, Instant.EPOCH, "", "tcp:127.3.0.1:5074", "", "", 0);
        ladder.locations.update(new AddressOfRecord("alice", "example.org"), List.of(permanent), List.of());
        SipMessage ok = registered(register("star", 1, "*").add("Expires", "0"));
        assertThat(ok.headers("Contact")).containsExactly("<sip:127.3.0.5:8008;transport=tcp>;q=1;expires=4294967295");
    }

    @Test void whileRedisIsAwayThePhoneHears503() {
        ladder.locations.away = true;
        ladder.authenticated(register("r1", 1, "<sip:alice@192.0.2.1>"), "alice", "secret-alice");
        assertThat(lb.expects(503).header("Retry-After")).contains("5");
    }

    @Test void inEmergencyModeRegistrationsAreFeigned() {
        ladder.accounts.add("alice", "431001", Map.of("emergency_mode_enabled", List.of("1")));
        SipMessage ok = registered("<sip:alice@192.0.2.1:5060;alias=192.0.2.1~5060~1>;expires=600", "<sip:alice@192.0.2.2>;expires=0");
        assertThat(ok.headers("Contact")).containsExactly("<sip:alice@192.0.2.1:5060>;expires=1800", "<sip:alice@192.0.2.2>;expires=0");
        assertThat(ok.header("P-NGCP-Authorized")).contains("1");
        assertThat(stored()).isEmpty();
    }

    @Test void inEmergencyModeRegistrationsMayBeRefused() {
        ProxyLadder strict = new ProxyLadder(new EmergencyModeProperties(false, Duration.ofSeconds(900)));
        strict.accounts.add("alice", "431001", Map.of("emergency_mode_enabled", List.of("1")));
        strict.authenticated(strict.request("REGISTER", "sip:example.org", "r1", 1).set("To", "<sip:alice@example.org>"), "alice", "secret-alice");
        SipMessage refusal = strict.lb.expects(503);
        assertThat(refusal.header("Retry-After")).contains("900");
        assertThat(refusal.header("P-NGCP-Authorized")).contains("1");
    }

    @Test void inEmergencyModeSubscribersWithPriorityRegister() {
        ladder.accounts.add("alice", "431001", Map.of("emergency_mode_enabled", List.of("1"), "emergency_priorization", List.of("1")));
        registered("<sip:alice@192.0.2.1:5060>;expires=600");
        assertThat(stored()).hasSize(1);
    }
}
