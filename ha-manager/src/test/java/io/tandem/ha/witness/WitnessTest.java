package io.tandem.ha.witness;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.HeartbeatCodec;
import io.tandem.ha.membership.Phase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WitnessTest {
    private static final byte[] SECRET = "secret-of-the-tests".getBytes(StandardCharsets.UTF_8);
    private final Witness witness = new Witness(500, 1, 0);

    @Test void givesNobodyAVoteBeforeAnOldOneHasEnded() {
        assertThat(granted(0, Phase.PROBE, 10, 1, 499)).isFalse();
        assertThat(granted(0, Phase.PROBE, 10, 2, 500)).isTrue();
    }

    @Test void oneNodeHasTheVoteUntilItWasSilentForTheDeadTime() {
        assertThat(granted(0, Phase.ACTIVE, 10, 1, 1_000)).isTrue();
        assertThat(granted(1, Phase.PROBE, 20, 1, 1_499)).isFalse();
        assertThat(granted(0, Phase.ACTIVE, 10, 2, 1_499)).isTrue();
        assertThat(granted(1, Phase.PROBE, 20, 2, 1_998)).isFalse();
        assertThat(granted(1, Phase.PROBE, 20, 3, 1_999)).isTrue();
        assertThat(granted(0, Phase.ACTIVE, 10, 3, 2_000)).isFalse();
    }

    @Test void whoGivesUpFreesTheVoteAtOnce() {
        assertThat(granted(0, Phase.ACTIVE, 10, 1, 1_000)).isTrue();
        assertThat(granted(0, Phase.STANDBY, 10, 2, 1_001)).isFalse();
        assertThat(granted(1, Phase.PROBE, 20, 1, 1_002)).isTrue();
    }

    @Test void anOldHeartbeatGetsNoVoteAndTakesNone() {
        assertThat(granted(0, Phase.ACTIVE, 10, 5, 1_000)).isTrue();
        assertThat(granted(0, Phase.ACTIVE, 10, 5, 1_001)).isFalse();
        assertThat(granted(0, Phase.STANDBY, 10, 4, 1_002)).as("late, and not the truth any more").isFalse();
        assertThat(granted(1, Phase.PROBE, 20, 1, 1_003)).isFalse();
    }

    @Test void anotherWitnessIsNoNode() {
        assertThatThrownBy(() -> granted(2, Phase.STANDBY, 10, 1, 1_000)).isInstanceOf(IllegalArgumentException.class);
    }

    private boolean granted(int node, Phase phase, long boot, long sequence, long now) {
        Heartbeat answer = witness.answer(new Heartbeat(node, phase, 0, 1, boot, sequence, 0, 0, 0), now);
        assertThat(answer.peerBoot()).isEqualTo(boot);
        assertThat(answer.acknowledged()).isEqualTo(sequence);
        return answer.has(Heartbeat.GRANTED);
    }

    /** Over the wire: the nodes' addresses only, authenticated only. */
    @Test void answersTheNodesOfItsPairsAndNobodyElse() throws Exception {
        HeartbeatCodec codec = new HeartbeatCodec(SECRET, "sp");
        WitnessProperties properties = new WitnessProperties("127.0.0.1", freePort(),
                List.of(new WitnessProperties.WitnessedPair("sp", List.of("127.0.0.2", "127.0.0.3"))), Duration.ofMillis(1));
        try (WitnessPort _ = new WitnessPort(properties, SECRET); DatagramSocket first = node("127.0.0.2"); DatagramSocket stranger = node("127.0.0.4")) {
            TimeUnit.MILLISECONDS.sleep(2);
            byte[] claim = codec.encode(new Heartbeat(0, Phase.PROBE, 0, 1, 10, 1, 0, 0, 0));
            assertThatThrownBy(() -> ask(stranger, claim, properties.port())).isInstanceOf(SocketTimeoutException.class);
            byte[] spoilt = claim.clone();
            spoilt[60] ^= 1;
            assertThatThrownBy(() -> ask(first, spoilt, properties.port())).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> ask(first, codec.encode(new Heartbeat(1, Phase.PROBE, 0, 1, 10, 1, 0, 0, 0)), properties.port()))
                    .as("the second node's heartbeat from the first node's address").isInstanceOf(SocketTimeoutException.class);
            assertThat(ask(first, claim, properties.port())).isNotNull().satisfies(answer ->
                    assertThat(codec.decode(answer, 0, answer.length).orElseThrow().has(Heartbeat.GRANTED)).isTrue());
        }
    }

    private static int freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static DatagramSocket node(String address) throws Exception {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(address));
        socket.setSoTimeout(200);
        return socket;
    }

    private static byte[] ask(DatagramSocket from, byte[] packet, int port) throws Exception {
        from.send(new DatagramPacket(packet, packet.length, InetAddress.ofLiteral("127.0.0.1"), port));
        DatagramPacket answer = new DatagramPacket(new byte[HeartbeatCodec.SIZE], HeartbeatCodec.SIZE);
        from.receive(answer);
        return answer.getData();
    }
}
