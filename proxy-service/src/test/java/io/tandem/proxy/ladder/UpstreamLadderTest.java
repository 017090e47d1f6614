package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.upstream.UpstreamState;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Registrations of this system at others (signalling.md §3.6): Alice's trunk at a provider, by way of the load balancer (L). */
class UpstreamLadderTest {
    private static final Map<String, String> TRUNK = Map.of("peer_auth_user", "trunk47", "peer_auth_pass", "hush", "peer_auth_realm", "provider.example",
            "peer_auth_registrar_server", "192.0.2.40:5070", "peer_auth_register", "1");
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    private void alice(Map<String, String> changes) {
        Map<String, List<String>> preferences = new HashMap<>();
        TRUNK.forEach((name, value) -> preferences.put(name, List.of(value)));
        changes.forEach((name, value) -> preferences.put(name, List.of(value)));
        ladder.accounts.add("alice", "431001", preferences);
    }

    private void starts() {
        ladder.core.start();
        ladder.time.passes(Duration.ofMillis(1));
    }

    /** P ── REGISTER ─▶ L. */
    private SipMessage asked() {
        return lb.expects("REGISTER");
    }

    /** The provider grants that. */
    private void granted(SipMessage register, int seconds) {
        lb.sends(ProxyLadder.response(register, 200, "OK", "p1").remove("Contact")
                .add("Contact", "<sip:other@192.0.2.77>;expires=7").add("Contact", register.header("Contact").orElseThrow() + ";expires=" + seconds));
    }

    private UpstreamState state() {
        return ladder.upstreams.states.get("subscriber:" + id());
    }

    private int id() {
        return ladder.accounts.byUuid("uuid-alice").toCompletableFuture().join().orElseThrow().id();
    }

    @Test void aSubscribersTrunkIsRegisteredWithItsPasswordAndRefreshedHalfway() {
        alice(Map.of("peer_auth_hf_user", "auth47"));
        starts();
        SipMessage first = asked();
        assertThat(first.requestUri()).isEqualTo("sip:192.0.2.40:5070");
        assertThat(first.header("To")).contains("<sip:trunk47@192.0.2.40:5070>");
        assertThat(first.header("Contact")).contains("<sip:trunk47@127.0.0.1:5062;uuid=uuid-alice>");
        assertThat(first.header("Expires")).contains("7200");
        assertThat(first.header("P-D-Uri")).contains("sip:127.0.0.1:5060;lr;received=sip:192.0.2.40:5070%3Btransport%3Dudp");
        lb.sends(ProxyLadder.response(first, 401, "Unauthorized", "p1").remove("Contact")
                .add("WWW-Authenticate", "Digest realm=\"provider.example\", nonce=\"n1\", qop=\"auth\""));
        SipMessage second = asked();
        assertThat(second.callId()).isEqualTo(first.callId());
        assertThat(second.cSeq()).isEqualTo(first.cSeq() + 1);
        assertThat(second.header("Authorization").orElseThrow()).contains("username=\"auth47\"", "realm=\"provider.example\"", "uri=\"sip:192.0.2.40:5070\"")
                .doesNotContain("hush");
        granted(second, 60);
        assertThat(state().status()).isEqualTo(UpstreamState.Status.ACTIVE);
        assertThat(state().expiresAt()).isEqualTo(ladder.time.instant().plusSeconds(60));
        ladder.time.passes(Duration.ofSeconds(29));
        lb.expectsNothing();
        ladder.time.passes(Duration.ofSeconds(1));
        assertThat(asked().cSeq()).isEqualTo(second.cSeq() + 1);
    }

    @ParameterizedTest
    @CsvSource({"403, Forbidden, 300", "404, Not Found, 300", "500, Server Error, 30", "503, Service Unavailable, 30"})
    void aRefusalIsShownAndTriedAgainLater(int status, String reason, int seconds) {
        alice(Map.of());
        starts();
        lb.answers(asked(), status, reason, "p1");
        assertThat(state()).satisfies(failed -> {
            assertThat(failed.status()).isEqualTo(UpstreamState.Status.FAILED);
            assertThat(failed.code()).isEqualTo(status);
            assertThat(failed.reason()).isEqualTo(reason);
        });
        ladder.time.passes(Duration.ofSeconds(seconds - 1));
        lb.expectsNothing();
        ladder.time.passes(Duration.ofSeconds(1));
        asked();
    }

    @Test void failuresThatPassAreTriedAgainAtGrowingIntervals() {
        alice(Map.of());
        starts();
        for (int seconds : List.of(30, 60, 120, 240, 300, 300)) {
            lb.answers(asked(), 500, "Server Error", "p1");
            ladder.time.passes(Duration.ofSeconds(seconds - 1));
            lb.expectsNothing();
            ladder.time.passes(Duration.ofSeconds(1));
        }
        lb.sends(ProxyLadder.response(asked(), 503, "Busy", "p1").add("Retry-After", "900 (maintenance)"));
        ladder.time.passes(Duration.ofSeconds(899));
        lb.expectsNothing();
        ladder.time.passes(Duration.ofSeconds(1));
        granted(asked(), 100);
        assertThat(state().status()).isEqualTo(UpstreamState.Status.ACTIVE);
    }

    @Test void aWrongPasswordIsNotSentAgainAndAgain() {
        alice(Map.of());
        starts();
        for (int i = 0; i < 2; i++) {
            lb.sends(ProxyLadder.response(asked(), 401, "Unauthorized", "p1").add("WWW-Authenticate", "Digest realm=\"provider.example\", nonce=\"n" + i + "\""));
        }
        lb.expectsNothing();
        assertThat(state().code()).isEqualTo(401);
    }

    @Test void whoWantsLongerRegistrationsGetsThem() {
        alice(Map.of());
        starts();
        lb.sends(ProxyLadder.response(asked(), 423, "Interval Too Brief", "p1").add("Min-Expires", "86400"));
        SipMessage longer = asked();
        assertThat(longer.header("Expires")).contains("86400");
        granted(longer, 86_400);
        assertThat(state().status()).isEqualTo(UpstreamState.Status.ACTIVE);
    }

    @Test void oneProxyRegistersAndTheNextGoesOnWhereItWas() {
        alice(Map.of());
        ladder.upstreams.leasedToAnother = true;
        ladder.upstreams.states.put("subscriber:" + id(), new UpstreamState(UpstreamState.Status.ACTIVE, 200, "OK", "sip:trunk47@192.0.2.40:5070", "up-1", 7,
                ladder.time.instant(), ladder.time.instant().plusSeconds(600)));
        starts();
        ladder.time.passes(Duration.ofSeconds(100));
        lb.expectsNothing();
        ladder.upstreams.leasedToAnother = false;
        ladder.time.passes(Duration.ofSeconds(10));                             // half of the 490 s that are left
        lb.expectsNothing();
        ladder.time.passes(Duration.ofSeconds(244));
        lb.expectsNothing();
        ladder.time.passes(Duration.ofSeconds(1));
        SipMessage refresh = asked();
        assertThat(refresh.callId()).isEqualTo("up-1");
        assertThat(refresh.cSeq()).isEqualTo(8);
        ladder.upstreams.leasedToAnother = true;
        granted(refresh, 60);
        ladder.time.passes(Duration.ofSeconds(100));
        lb.expectsNothing();
    }

    @Test void aTrunkThatIsGivenUpIsTakenBack() {
        alice(Map.of());
        starts();
        granted(asked(), 3600);
        alice(Map.of("peer_auth_register", "0"));
        ladder.core.upstreams().changed();
        ladder.time.passes(Duration.ofMillis(1200));
        SipMessage last = asked();
        assertThat(last.header("Expires")).contains("0");
        lb.answers(last, 200, "OK", "p1");
        assertThat(ladder.upstreams.states).isEmpty();
        ladder.time.passes(Duration.ofHours(2));
        lb.expectsNothing();
    }

    @Test void anotherUserIsRegisteredInItsPlace() {
        alice(Map.of());
        starts();
        granted(asked(), 3600);
        alice(Map.of("peer_auth_user", "trunk48"));
        ladder.core.upstreams().changed();
        ladder.time.passes(Duration.ofSeconds(1).plusMillis(200));
        SipMessage old = asked();
        assertThat(old.header("Expires")).contains("0");
        lb.answers(old, 200, "OK", "p1");
        SipMessage fresh = asked();
        assertThat(fresh.header("From").orElseThrow()).startsWith("<sip:trunk48@");
        granted(fresh, 3600);
        assertThat(state().address()).isEqualTo("sip:trunk48@192.0.2.40:5070");
    }

    @Test void aPeersServerIsRegisteredAtItself() {
        Map<String, List<String>> preferences = new HashMap<>();
        Map.of("peer_auth_user", "us", "peer_auth_pass", "hush", "peer_auth_register", "1").forEach((name, value) -> preferences.put(name, List.of(value)));
        PeerHost host = new PeerHost(4, "peer", "127.0.2.1", Optional.of("sip.peer.example"), 51602, PeerHost.Transport.TCP, 1, new Preferences(preferences));
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host), List.of(), List.of())));
        starts();
        SipMessage register = asked();
        assertThat(register.requestUri()).isEqualTo("sip:sip.peer.example");
        assertThat(register.header("Contact")).contains("<sip:us@127.0.0.1:5062;uuid=0>");
        assertThat(register.header("P-D-Uri")).contains("sip:127.0.0.1:5060;lr;received=sip:127.0.2.1:51602%3Btransport%3Dtcp");
        granted(register, 60);
        assertThat(ladder.upstreams.states.get("peer:4").status()).isEqualTo(UpstreamState.Status.ACTIVE);
    }

    @Test void aRegistrarThatCannotBeIsSkipped() {
        alice(Map.of("peer_auth_registrar_server", "no host at all"));
        starts();
        lb.expectsNothing();
    }
}
