package io.tandem.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Against what another implementation made of the same sweep with noise: G.722 is exact to the bit. */
class G722Test {
    private static final int FRAME = 320;

    @Test
    void encodesTheSweepToTheOctetsOfTheReference() throws IOException {
        short[] sweep = samples("sweep-16k.raw");
        byte[] octets = new byte[sweep.length / 2];
        G722Encoder encoder = new G722Encoder();
        for (int at = 0; at < sweep.length; at += FRAME) {
            short[] frame = Arrays.copyOfRange(sweep, at, at + FRAME);
            assertThat(encoder.encode(frame, FRAME, octets, at / 2)).isEqualTo(FRAME / 2);
        }
        assertThat(octets).isEqualTo(file("sweep.g722"));
    }

    @Test
    void decodesToTheSamplesOfTheReference() throws IOException {
        byte[] octets = file("sweep.g722");
        short[] expected = samples("sweep-decoded-16k.raw");
        short[] frame = new short[AudioDecoder.MAX_SAMPLES];
        G722Decoder decoder = new G722Decoder();
        for (int at = 0; at < octets.length; at += FRAME / 2) {
            assertThat(decoder.decode(octets, at, FRAME / 2, frame)).isEqualTo(FRAME);
            assertThat(ByteBuffer.allocate(2 * FRAME).asShortBuffer().put(frame, 0, FRAME).flip())
                    .isEqualTo(ByteBuffer.allocate(2 * FRAME).asShortBuffer().put(expected, 2 * at, FRAME).flip());
        }
    }

    private static short[] samples(String name) throws IOException {
        byte[] octets = file(name);
        short[] samples = new short[octets.length / 2];
        ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(G722Test.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
