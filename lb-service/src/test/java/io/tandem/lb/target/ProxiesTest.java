package io.tandem.lb.target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProxiesTest {

    private static final int CALLS = 4_000;
    private static final long LATER = Duration.ofMinutes(10).toNanos();

    private final Proxies proxies = new Proxies(list("10.0.0.1:5062", "10.0.0.2:5062", "10.0.0.3:5062"));

    private static List<TargetProperties.Proxy> list(String... addresses) {
        return List.of(addresses).stream().map(address -> new TargetProperties.Proxy(address, 1)).toList();
    }

    private Map<String, PeerAddress> calls(String prefix, long nowNanos) {
        Map<String, PeerAddress> found = new HashMap<>();
        for (int i = 0; i < CALLS; i++) {
            byte[] callId = (prefix + i).getBytes(US_ASCII);
            PeerAddress proxy = proxies.forCallId(callId, 0, callId.length, nowNanos);
            assertThat(proxy).isNotNull();
            found.put(prefix + i, proxy);
        }
        return found;
    }

    private static String host(PeerAddress proxy) {
        return proxy.getAddress().getHostAddress();
    }

    @Test
    void aDrainedProxyGetsNoNewCallsButKeepsThoseItHas() {
        Map<String, PeerAddress> before = calls("old", 0);
        assertThat(proxies.admit("10.0.0.2:5062", Target.Admission.DRAINED, Target.Life.UP)).isTrue();
        assertThat(calls("old", 1)).isEqualTo(before);
        assertThat(calls("new", 1).values()).extracting(ProxiesTest::host).doesNotContain("10.0.0.2").contains("10.0.0.1", "10.0.0.3");
        byte[] ringing = before.entrySet().stream().filter(call -> host(call.getValue()).equals("10.0.0.2")).findFirst().orElseThrow().getKey()
                .getBytes(US_ASCII);
        assertThat(proxies.following(ringing, 0, ringing.length, LATER)).as("CANCEL long after").isNotNull()
                .satisfies(proxy -> assertThat(host(proxy)).isEqualTo("10.0.0.2"));
        assertThat(proxies.states()).containsEntry("10.0.0.2:5062", TargetState.DRAINED);
    }

    @Test
    void aDisabledProxyGetsNothing() {
        calls("old", 0);
        proxies.admit("10.0.0.2:5062", Target.Admission.DISABLED, Target.Life.UP);
        assertThat(calls("old", 1).values()).extracting(ProxiesTest::host).doesNotContain("10.0.0.2");
    }

    @Test
    void anAddedProxyTakesItsShareOfNewCallsAndNothingElseMoves() {
        Map<String, PeerAddress> before = calls("c", 0);
        proxies.reload(list("10.0.0.1:5062", "10.0.0.2:5062", "10.0.0.3:5062", "10.0.0.4:5062"), 1);
        assertThat(calls("c", 1)).as("within the life of a transaction").isEqualTo(before);
        Map<String, PeerAddress> after = calls("c", LATER);
        List<String> moved = new ArrayList<>();
        after.forEach((call, proxy) -> {
            if (!proxy.equals(before.get(call))) {
                moved.add(host(proxy));
            }
        });
        assertThat(moved).containsOnly("10.0.0.4").hasSizeBetween(CALLS * 15 / 100, CALLS * 35 / 100);
    }

    @Test
    void aProxyKeepsItsStateWhenTheListIsReadAgain() {
        proxies.admit("10.0.0.2:5062", Target.Admission.DRAINED, Target.Life.UP);
        proxies.reload(list("10.0.0.2:5062", "10.0.0.5:5062"), 1);
        assertThat(proxies.states()).containsOnlyKeys("10.0.0.2:5062", "10.0.0.5:5062").containsEntry("10.0.0.2:5062", TargetState.DRAINED);
    }

    @Test
    void aBadListChangesNothing() {
        assertThatThrownBy(() -> proxies.reload(list("10.0.0.1:5062", "proxy.example.org"), 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'proxy.example.org' is not address:port");
        assertThatThrownBy(() -> proxies.reload(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(proxies.states()).hasSize(3);
    }

    @Test
    void nobodyIsFoundUnderAnotherName() {
        assertThat(proxies.admit("10.9.9.9:5062", Target.Admission.DRAINED, Target.Life.UP)).isFalse();
    }

    @Test
    void ipv6ProxiesAreTold() {
        Proxies two = new Proxies(list("[2001:db8::1]:5062", "[2001:db8::2]:5062"));
        assertThat(two.states()).containsOnlyKeys("[2001:db8:0:0:0:0:0:1]:5062", "[2001:db8:0:0:0:0:0:2]:5062");
    }

    @Test
    void aSoleProxyGetsEverythingUntilItIsDrained() {
        Proxies one = new Proxies(list("10.0.0.1:5062"));
        byte[] callId = "a".getBytes(US_ASCII);
        assertThat(one.forCallId(callId, 0, 1, 0)).isNotNull();
        one.admit("10.0.0.1:5062", Target.Admission.DRAINED, Target.Life.UP);
        assertThat(one.forCallId(callId, 0, 1, 0)).isNull();
        assertThat(one.following(callId, 0, 1, 0)).isNotNull();
    }

    @Test
    void aCancelMeetsTheProxyThatWasAloneWhenItsCallBegan() {
        Proxies one = new Proxies(list("10.0.0.1:5062"));
        one.reload(list("10.0.0.1:5062", "10.0.0.2:5062", "10.0.0.3:5062"), 0);
        for (int i = 0; i < 100; i++) {
            byte[] callId = ("c" + i).getBytes(US_ASCII);
            assertThat(one.following(callId, 0, callId.length, 1)).satisfies(proxy -> assertThat(host(proxy)).isEqualTo("10.0.0.1"));
            PeerAddress given = one.forCallId(callId, 0, callId.length, 1);
            assertThat(one.following(callId, 0, callId.length, 1)).isEqualTo(given);
        }
    }
}
