package io.tandem.lb.flow;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.target.TargetProperties;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Protocol;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class ClosedFlowsTest {

    private final ManualScheduler time = new ManualScheduler();
    private final List<SipMessage> sent = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();
    private final ClosedFlows flows = new ClosedFlows(new Proxies(List.of(new TargetProperties.Proxy("10.0.0.1:5062", 1),
            new TargetProperties.Proxy("10.0.0.2:5062", 1))), new HostPort("10.0.0.9", 5060), time, (target, data, length) -> {
                sent.add(SipMessage.parse(Arrays.copyOf(data, length)));
                targets.add(target.getAddress().getHostAddress());
            });

    private void closed(int connections) {
        for (int i = 0; i < connections; i++) {
            flows.registers(0xabc0 + i);
            flows.closed(0xabc0 + i, PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral("198.51.100.7"), 40_000 + i)), Protocol.TLS);
        }
    }

    private boolean answer(SipMessage notice, int status) {
        byte[] branch = notice.topVia().branch().orElseThrow().getBytes(US_ASCII);
        return flows.take(branch, 0, branch.length, status);
    }

    private static String body(SipMessage message) {
        return new String(message.body(), US_ASCII);
    }

    @Test
    void whatClosesWithinAMomentIsToldInOneMessage() {
        closed(2);
        flows.registers(-1);
        flows.closed(-1, PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::5"), 443)), Protocol.WSS);
        assertThat(sent).isEmpty();
        time.passes(Duration.ofMillis(200));
        assertThat(sent).singleElement().satisfies(notice -> {
            assertThat(notice.method()).isEqualTo("NOTIFY");
            assertThat(notice.header("Event")).contains("tandem-flow");
            assertThat(body(notice)).isEqualTo("connection=abc0;received=sip:198.51.100.7:40000;transport=tls\r\n"
                    + "connection=abc1;received=sip:198.51.100.7:40001;transport=tls\r\n"
                    + "connection=ffffffffffffffff;received=sip:[2001:db8:0:0:0:0:0:5]:443;transport=wss\r\n");
        });
        assertThat(answer(sent.getFirst(), 200)).isTrue();
        time.passes(Duration.ofMinutes(1));
        assertThat(sent).hasSize(1);
        assertThat(flows.told()).isEqualTo(3);
        assertThat(flows.lost()).isZero();
    }

    @Test
    void aHundredGoIntoAMessage() {
        closed(250);
        time.passes(Duration.ofMillis(200));
        assertThat(sent).hasSize(3);
        assertThat(body(sent.getFirst()).lines()).hasSize(100);
        assertThat(body(sent.getLast()).lines()).hasSize(50);
    }

    @Test
    void withoutAcknowledgementItGoesToTheNextProxyAndInTheEndIsGivenUp() {
        closed(5);
        time.passes(Duration.ofMillis(200));
        time.passes(Duration.ofMillis(500));
        assertThat(targets).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(answer(sent.getLast(), 503)).as("Redis is away there").isTrue();
        time.passes(Duration.ofSeconds(1));
        assertThat(targets).hasSize(3);
        time.passes(Duration.ofMinutes(2));
        assertThat(targets).hasSizeBetween(9, 12);
        assertThat(flows.lost()).isEqualTo(5);
        assertThat(time.waitingTasks()).isZero();
        assertThat(answer(sent.getLast(), 200)).as("too late").isTrue();
        assertThat(flows.told()).isZero();
    }

    @Test
    void moreThanCanBeKeptIsCountedAndTheRestIsToldInTime() {
        closed(21_000);
        assertThat(flows.lost()).isEqualTo(1000);
        time.passes(Duration.ofMillis(200));
        assertThat(sent).hasSize(50);
        for (int i = 0; i < 200; i++) {
            answer(sent.get(i), 200);
        }
        assertThat(flows.told()).isEqualTo(20_000);
    }

    @Test
    void otherResponsesAreNotTaken() {
        byte[] branch = "z9hG4bKprobe-1-1".getBytes(US_ASCII);
        assertThat(flows.take(branch, 0, branch.length, 200)).isFalse();
    }
}
