package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.KeepAlive;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** NAT pings, closed connections and restarted load balancers. */
class KeepAliveLadderTest {
    private static final String UDP_PATH = "<sip:lb@127.0.0.1:5060;lr;received=sip:198.51.100.7:40000;socket=sip:192.0.2.100:5060>";
    private static final AddressOfRecord ALICE = new AddressOfRecord("alice", "example.org");

    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private int calls;

    private SipMessage register(String path, String protocol, String nat, String uptime) {
        return ladder.request("REGISTER", "sip:example.org", "r" + ++calls, 1).set("To", "<sip:alice@example.org>").remove("Record-Route")
                .set("Contact", "<sip:alice@10.0.0.5:5060>;expires=3600").add("Path", path).set("P-NGCP-Src-Proto", protocol)
                .add("P-NGCP-Src-Nat", nat).add("P-LB-Uptime", uptime);
    }

    private void registered(SipMessage request) {
        ladder.authenticated(request, "alice", "secret-alice");
        lb.expects(200);
    }

    private List<Binding> stored() {
        return List.copyOf(ladder.locations.bindings.getOrDefault(ALICE, Map.of()).values());
    }

    private static String streamPath(String connection, int port) {
        return "<sip:lb@127.0.0.1:5060;lr;received=sip:198.51.100.7:" + port + "%3Btransport=tls;socket=tls:192.0.2.100:5061;conn=" + connection + ">";
    }

    private SipMessage notice(String body) {
        return SipMessage.request("NOTIFY", "sip:127.0.0.1:5062").header("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKflow-0-1")
                .header("Max-Forwards", "1").header("From", "<sip:flow@127.0.0.1:5060>;tag=1").header("To", "<sip:127.0.0.1:5062>")
                .header("Call-ID", "flow-1").header("CSeq", "1 NOTIFY").header("Event", "tandem-flow").body("text/plain", body.getBytes(US_ASCII))
                .build();
    }

    private List<SipMessage> pings() {
        List<SipMessage> found = new ArrayList<>(ladder.sent.getOrDefault(lb.address, new ArrayDeque<>()));
        ladder.sent.clear();
        return found;
    }

    @Test void aContactBehindNatIsPingedEveryThirtySecondsByItsOwnWay() {
        registered(register(UDP_PATH, "udp", "1", "100"));
        ladder.core.start();
        ladder.time.passes(Duration.ofSeconds(31));
        List<SipMessage> pings = pings();
        assertThat(pings).hasSizeBetween(1, 2);
        SipMessage ping = pings.getFirst();                       // P ── OPTIONS ─▶ L
        assertThat(ping.method()).isEqualTo("OPTIONS");
        assertThat(ping.requestUri()).isEqualTo("sip:alice@10.0.0.5:5060");
        assertThat(ping.from().uri()).hasToString("sip:pinger@example.org");
        assertThat(ping.header("P-D-Uri")).contains("sip:lb@127.0.0.1:5060;lr;received=sip:198.51.100.7:40000;socket=sip:192.0.2.100:5060");
        lb.sends(SipMessage.response(ping, 200, "OK"));           // P ◀──  200  ─── L
        assertThat(ladder.core.pinger().answered()).isEqualTo(1);
        ladder.time.passes(Duration.ofMinutes(5));
        assertThat(pings()).hasSizeBetween(9, 11);
        assertThat(ladder.core.transactions()).isZero();
        assertThat(ladder.shards.claims).hasSize(256);
        assertThat(ladder.shards.claims.values()).allMatch(claims -> claims >= 10 && claims <= 12);
    }

    @Test void whoIsNotBehindNatOrOnAConnectionIsNotPinged() {
        registered(register(UDP_PATH, "udp", "0", "100"));
        assertThat(stored()).singleElement().extracting(Binding::keepAlive).isEqualTo(KeepAlive.NONE);
        registered(register(streamPath("1f", 41_000), "tls", "1", "100"));
        assertThat(stored()).extracting(Binding::keepAlive).containsOnly(KeepAlive.NONE);
        ladder.core.start();
        ladder.time.passes(Duration.ofSeconds(61));
        assertThat(pings()).isEmpty();
    }

    @Test void thePreferenceDecides() {
        ladder.accounts.add("alice", "431001", Map.of("nat_sipping", List.of("no")));
        registered(register(UDP_PATH, "udp", "1", "100"));
        assertThat(stored()).extracting(Binding::keepAlive).containsExactly(KeepAlive.NONE);
        ladder.accounts.add("alice", "431001", Map.of("nat_sipping", List.of("always")));
        registered(register(UDP_PATH, "udp", "0", "100"));
        assertThat(stored()).extracting(Binding::keepAlive).containsExactly(KeepAlive.OPTIONS);
        ladder.accounts.add("alice", "431001", Map.of("nat_sipping", List.of("yes"), "sip_ping_notify", List.of("1")));
        registered(register(UDP_PATH, "udp", "1", "100"));
        assertThat(stored()).extracting(Binding::keepAlive).containsExactly(KeepAlive.NOTIFY);
        ladder.core.start();
        ladder.time.passes(Duration.ofSeconds(31));
        SipMessage ping = pings().getFirst();
        assertThat(ping.method()).isEqualTo("NOTIFY");
        assertThat(ping.header("Event")).contains("keep-alive");
        assertThat(ping.has("Contact")).isTrue();
    }

    @Test void theBindingOfAClosedConnectionGoes() {
        registered(register(streamPath("1f", 41_000), "tls", "1", "100"));
        assertThat(stored()).hasSize(1);
        int before = ladder.core.transactions();
        lb.sends(notice("connection=20;received=sip:198.51.100.7:41000;transport=tls\r\n"));
        lb.expects(200);
        assertThat(stored()).hasSize(1);
        lb.sends(notice("connection=1f;received=sip:198.51.100.7:41000;transport=tls\r\nconnection=zz;received=x\r\njunk\r\n"));
        lb.expects(200);
        assertThat(stored()).isEmpty();
        assertThat(ladder.core.doorstep().closed()).isEqualTo(1);
        assertThat(ladder.core.transactions()).isEqualTo(before);
    }

    @Test void theLoadBalancerComesAgainWhileRedisIsAway() {
        registered(register(streamPath("1f", 41_000), "tls", "1", "100"));
        ladder.time.passes(Duration.ofSeconds(64));
        ladder.locations.away = true;
        lb.sends(notice("connection=1f;received=sip:198.51.100.7:41000;transport=tls"));
        lb.expects(503);
        ladder.locations.away = false;
        lb.sends(notice("connection=1f;received=sip:198.51.100.7:41000;transport=tls"));
        lb.expects(200);
        assertThat(stored()).isEmpty();
    }

    @Test void anOutsiderCannotTakeBindingsAway() {
        registered(register(streamPath("1f", 41_000), "tls", "1", "100"));
        SipMessage forged = notice("connection=1f;received=sip:198.51.100.7:41000;transport=tls");
        lb.sends(forged.copy().addFirst("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1").add("P-NGCP-Src-Ip", "203.0.113.66"));
        assertThat(lb.expects(403).method()).isEqualTo("NOTIFY");
        ladder.b2bua.sends(forged.copy().set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK2"));
        assertThat(stored()).hasSize(1);
    }

    @Test void aRegistrationFromAnotherAddressReplacesTheWayToThePhone() {
        registered(register(UDP_PATH, "udp", "1", "100"));
        String elsewhere = UDP_PATH.replace("198.51.100.7:40000", "203.0.113.9:23456");
        registered(register(elsewhere, "udp", "1", "100"));
        assertThat(stored()).singleElement().satisfies(binding -> {
            assertThat(binding.received()).isEqualTo("sip:203.0.113.9:23456");
            assertThat(binding.path()).containsExactly(elsewhere);
        });
    }

    @Test void aPhoneThatCameOverAnotherConnectionStaysWhenItsOldOneCloses() {
        registered(register(streamPath("1f", 41_000), "tls", "1", "100"));
        registered(register(streamPath("20", 41_001), "tls", "1", "100"));
        lb.sends(notice("connection=1f;received=sip:198.51.100.7:41000;transport=tls"));
        lb.expects(200);
        assertThat(stored()).singleElement().satisfies(binding -> assertThat(binding.received()).isEqualTo("sip:198.51.100.7:41001;transport=tls"));
    }

    @Test void afterARestartOfTheLoadBalancerPhonesOnItsConnectionsAreOffline() {
        registered(register(streamPath("1f", 41_000), "tls", "1", "100"));
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.time.passes(Duration.ofSeconds(60));
        SipMessage other = register(UDP_PATH, "udp", "0", "5").set("From", "<sip:bob@example.org>;tag=b1").set("To", "<sip:bob@example.org>");
        ladder.authenticated(other, "bob", "secret-bob");         // the load balancer has been up for 5 s
        lb.expects(200);
        ladder.authenticated(ladder.invite("sip:alice@example.org", "c1", 1).set("From", "<sip:bob@example.org>;tag=b1"), "bob", "secret-bob");
        lb.expects(100);
        assertThat(lb.expects(480).reason()).isEqualTo("Offline");
        registered(register(streamPath("1", 41_002), "tls", "1", "6"));
        ladder.authenticated(ladder.invite("sip:alice@example.org", "c2", 1).set("From", "<sip:bob@example.org>;tag=b1"), "bob", "secret-bob");
        lb.expects(100);
        ladder.b2bua.expects("INVITE");
    }
}
