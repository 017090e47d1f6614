package io.tandem.lb.target;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.tandem.lb.socket.LbSocket;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Protocol;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProberTest {

    private final ManualScheduler time = new ManualScheduler();
    private final Deque<SipMessage> sent = new ArrayDeque<>();
    private final List<InetSocketAddress> targets = new ArrayList<>();
    private final Proxies proxies = new Proxies(List.of(new TargetProperties.Proxy("10.0.0.1:5062", 1), new TargetProperties.Proxy("10.0.0.2:5062", 1)));
    private final Prober prober = new Prober(proxies,
            new TargetProperties(List.of(), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(2), 1),
            new LbSocket(0, "internal", Protocol.UDP, new InetSocketAddress(InetAddress.ofLiteral("10.0.0.9"), 5060)), time, (message, target) -> {
                sent.add(message);
                targets.add(target);
            });

    private void answerAll(String except) {
        while (!sent.isEmpty()) {
            SipMessage probe = sent.poll();
            if (!probe.requestUri().contains(except)) {
                assertThat(prober.take(SipMessage.response(probe, 404, "Not Found"))).isTrue();
            }
        }
    }

    @Test
    void proxiesAreUpAndAskedEveryTenSeconds() {
        prober.start();
        assertThat(targets).hasSize(2);
        for (int i = 0; i < 5; i++) {
            answerAll("nobody");
            time.passes(Duration.ofSeconds(10));
        }
        assertThat(targets).hasSize(12);
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    @Test
    void aSilentProxyGoesDownAndComesBackWithinASecond() {
        prober.start();
        answerAll("10.0.0.2");
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.states()).containsEntry("10.0.0.1:5062", true).containsEntry("10.0.0.2:5062", false);
        for (int call = 0; call < 100; call++) {
            assertThat(proxies.forCallId("call" + call).orElseThrow().host()).isEqualTo("10.0.0.1");
        }
        sent.clear();
        targets.clear();
        time.passes(Duration.ofSeconds(1));
        assertThat(targets).hasSize(1);
        answerAll("nobody");
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    @Test
    void withoutProxiesNoCallHasATarget() {
        prober.start();
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.forCallId("x")).isEmpty();
    }

    @Test
    void otherResponsesAreNotTaken() {
        prober.start();
        SipMessage stranger = SipMessage.response(sent.getFirst(), 200, "OK").set("Via", "SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKother");
        assertThat(prober.take(stranger)).isFalse();
        assertThat(prober.take(stranger.set("Via", "SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKprobe-7-99999999999999"))).isTrue();
    }
}
