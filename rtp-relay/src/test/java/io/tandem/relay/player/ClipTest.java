package io.tandem.relay.player;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import io.tandem.codec.G711;
import io.tandem.codec.WavFile;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClipTest {
    private static final short[] RAMP = ramp(100);

    @TempDir Path directory;

    private static short[] ramp(int length) {
        short[] samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) (i * 100);
        }
        return samples;
    }

    private static byte[] wav(int encoding, int channels, int rateHz, int bits, byte[] data) {
        return ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN).put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data.length)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) encoding).putShort((short) channels).putInt(rateHz)
                .putInt(rateHz * channels * bits / 8).putShort((short) (channels * bits / 8)).putShort((short) bits)
                .put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data.length).put(data).array();
    }

    @Test
    void filesOfUsualFormatsAreRead() throws Exception {
        assertThat(WavClip.read("x", WavFile.encode(RAMP)).samples()).isEqualTo(RAMP);
        assertThat(WavClip.read("x", wav(6, 1, 8000, 8, G711.PCMA.encode(new short[] {1000, -1000}))).samples()).isEqualTo(G711.PCMA.decode(
                G711.PCMA.encode(new short[] {1000, -1000})));
        assertThat(WavClip.read("x", wav(1, 1, 44_100, 8, new byte[] {0, (byte) 128, (byte) 255})).samples()).containsExactly(-32_768, 0, 32_512);
        assertThat(WavClip.read("x", wav(1, 2, 48_000, 16, new byte[] {0, 2, 0, 4})).samples()).containsExactly((short) (3 << 8));
        assertThatThrownBy(() -> WavClip.read("x.wav", wav(2, 1, 8000, 4, new byte[4]))).isInstanceOf(UnusableClipException.class)
                .hasMessageContaining("x.wav has format 2");
    }

    @Property
    void whateverComesIsReadOrRefused(@ForAll @Size(max = 120) byte[] data, @ForAll boolean begins) throws Exception {
        byte[] whole = begins ? wav(1, 1, 8000, 16, data) : data;
        if (begins && data.length > 40) System.arraycopy(data, 0, whole, 12, 30);
        try {
            assertThat(WavClip.read("x", whole).sampleRateHz()).isBetween(8000, 48_000);
        } catch (UnusableClipException refused) {
            assertThat(refused.getMessage()).startsWith("x ");
        }
    }

    @Test
    void onlyFilesOfTheDirectoryArePlayed() throws Exception {
        Path inside = Files.createDirectory(directory.resolve("clips"));
        WavFile.write(inside.resolve("1.wav"), RAMP);
        WavFile.write(directory.resolve("secret.wav"), RAMP);
        Files.createSymbolicLink(inside.resolve("link.wav"), directory.resolve("secret.wav"));
        Files.writeString(inside.resolve("bad.wav"), "no audio");
        PlayerProperties properties = new PlayerProperties(Optional.of(inside), Duration.ofHours(1), DataSize.ofKilobytes(1));
        try (ClipStore store = new ClipStore(properties)) {
            assertThat(store.byId(1).samples()).isEqualTo(RAMP);
            assertThat(store.file("1.wav")).isSameAs(store.file(inside.resolve("1.wav").toString()));
            assertThatThrownBy(() -> store.file("../secret.wav")).hasMessageContaining("outside");
            assertThatThrownBy(() -> store.file("/etc/nothing")).hasMessageContaining("outside");
            assertThatThrownBy(() -> store.file("link.wav")).hasMessageContaining("no audio file");
            assertThatThrownBy(() -> store.file("bad.wav")).hasMessageContaining("no RIFF/WAVE file");
            assertThatThrownBy(() -> store.byId(2)).hasMessageContaining("no audio file 2.wav");
            WavFile.write(inside.resolve("2.wav"), ramp(50));
            WavFile.write(inside.resolve("3.wav"), ramp(2000));
            store.refresh();
            assertThat(store.byId(2).samples()).hasSize(50);
            assertThatThrownBy(() -> store.byId(3)).hasMessageContaining("max-memory");
        }
    }

    private static short[] played(PlayRequest request, int wanted) {
        short[] out = new short[wanted];
        int given = new ClipSource(new Clip(RAMP, 8000), request).read(out, wanted);
        return Arrays.copyOf(out, given);
    }

    @Test
    void aClipIsRepeatedAndEndsInTime() {
        assertThat(played(PlayRequest.ONCE, 300)).isEqualTo(RAMP);
        assertThat(played(new PlayRequest(2, Optional.empty(), Duration.ZERO), 300)).hasSize(200);
        assertThat(played(new PlayRequest(1, Optional.empty(), Duration.ofMillis(5)), 300)).hasSize(60).startsWith((short) 4000);
        assertThat(played(new PlayRequest(Integer.MAX_VALUE, Optional.of(Duration.ofMillis(20)), Duration.ZERO), 300)).hasSize(160);
        assertThat(played(PlayRequest.ENDLESS, 300)).hasSize(300);
        assertThat(new ClipSource(new Clip(new short[0], 8000), PlayRequest.ENDLESS).read(new short[10], 10)).isZero();
    }
}
