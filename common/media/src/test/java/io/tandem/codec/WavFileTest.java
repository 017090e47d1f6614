package io.tandem.codec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WavFileTest {
    private static final short[] TONE = new SineTone(440, 8000).next(333);

    @Test
    void isTheSameAfterWritingAndReading(@TempDir Path folder) throws Exception {
        WavFile.write(folder.resolve("tone.wav"), TONE);
        assertThat(WavFile.read(folder.resolve("tone.wav"))).containsExactly(TONE);
    }

    @Test
    void skipsChunksItDoesNotKnow() throws Exception {
        byte[] plain = WavFile.encode(TONE);
        byte[] withList = new byte[plain.length + 12];
        System.arraycopy(plain, 0, withList, 0, 36);
        System.arraycopy(new byte[] {'L', 'I', 'S', 'T', 3, 0, 0, 0, 1, 2, 3, 0}, 0, withList, 36, 12);
        System.arraycopy(plain, 36, withList, 48, plain.length - 36);
        assertThat(WavFile.decode(withList)).containsExactly(TONE);
    }

    @Test
    void saysWhyAFileIsRefused() {
        byte[] stereo = WavFile.encode(TONE);
        stereo[22] = 2;
        assertThatThrownBy(() -> WavFile.decode(stereo)).isInstanceOf(IOException.class).hasMessageContaining("2 channels");
        assertThatThrownBy(() -> WavFile.decode(new byte[20])).hasMessageContaining("no RIFF");
        assertThatThrownBy(() -> WavFile.decode(Arrays.copyOf(WavFile.encode(TONE), 36))).hasMessageContaining("without data");
    }
}
