package io.tandem.ha.membership;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeartbeatCodecTest {
    private static final byte[] SECRET = "secret-of-the-tests".getBytes(StandardCharsets.UTF_8);
    private static final Heartbeat HEARTBEAT = new Heartbeat(1, Phase.ACTIVE, Heartbeat.WANTS | Heartbeat.ORDERED, 255, Long.MAX_VALUE, 7, 8, 9, 4);
    private final HeartbeatCodec codec = new HeartbeatCodec(SECRET, "sp");

    @Test void carriesEachFieldOverTheWire() {
        byte[] packet = codec.encode(HEARTBEAT);
        assertThat(packet).hasSize(HeartbeatCodec.SIZE);
        assertThat(codec.decode(packet, 0, packet.length)).contains(HEARTBEAT);
        byte[] framed = new byte[100];
        System.arraycopy(packet, 0, framed, 13, packet.length);
        assertThat(codec.decode(framed, 13, packet.length)).contains(HEARTBEAT);
    }

    @Test void anotherPairsOrAnotherSystemsHeartbeatDoesNotVerify() {
        byte[] packet = codec.encode(HEARTBEAT);
        assertThat(new HeartbeatCodec(SECRET, "sp2").decode(packet, 0, packet.length)).isEmpty();
        assertThat(new HeartbeatCodec("another-secret-here".getBytes(StandardCharsets.UTF_8), "sp").decode(packet, 0, packet.length)).isEmpty();
    }

    @Test void everySingleBitCounts() {
        byte[] packet = codec.encode(HEARTBEAT);
        for (int bit = 0; bit < packet.length * 8; bit++) {
            byte[] spoilt = packet.clone();
            spoilt[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(codec.decode(spoilt, 0, spoilt.length)).as("bit %d", bit).isEmpty();
        }
    }

    @ParameterizedTest @ValueSource(ints = {0, 1, 4, 47, 48, 79, 81, 100, -1})
    void takesNothingOfAnotherLength(int length) {
        byte[] packet = Arrays.copyOf(codec.encode(HEARTBEAT), 100);
        assertThat(codec.decode(packet, 0, length)).isEmpty();
    }

    @Test void randomBytesAreNoHeartbeat() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] packet = new byte[HeartbeatCodec.SIZE];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(packet);
            assertThat(codec.decode(packet, 0, packet.length)).isEmpty();
        }
    }

    /** With the key, but nonsense: another version's phases and flags. */
    @Test void aSignedHeartbeatOfAnotherVersionIsRefusedToo() throws Exception {
        byte[] packet = codec.encode(HEARTBEAT);
        for (int at : new int[] {4, 5, 6, 8}) {
            byte[] other = packet.clone();
            other[at] = (byte) 0xFF;
            sign(other);
            assertThat(codec.decode(other, 0, other.length)).as("byte %d", at).isEmpty();
        }
        sign(packet);
        assertThat(codec.decode(packet, 0, packet.length)).contains(HEARTBEAT);
    }

    private static void sign(byte[] packet) throws Exception {
        byte[] key = mac(SECRET).doFinal("tandem ha heartbeat sp".getBytes(StandardCharsets.UTF_8));
        System.arraycopy(mac(key).doFinal(Arrays.copyOf(packet, 48)), 0, packet, 48, 32);
    }

    private static Mac mac(byte[] key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac;
    }

    @FuzzTest(maxDuration = "30s")
    void whateverBytesComeAreNoHeartbeat(byte[] data) {
        assertThat(codec.decode(data, 0, data.length)).isEmpty();
    }
}
