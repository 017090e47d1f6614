package io.tandem.provisioning.conversion;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.sound.sampled.AudioFormat;

import io.tandem.provisioning.Tone;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.resource.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.withinPercentage;

/** With the real SoX; the sounds are long enough to fill a pipe, so that who does not read them holds the process up. */
@Timeout(60)
class SoundConverterTest {
    private static final int RATE_HZ = 8000;
    private static final int SECONDS = 60;
    private static final byte[] WAV = tone();

    private final SoundConverter converter = converter("sox", Duration.ofMinutes(1));

    private static byte[] tone() {
        try {
            return Tone.wav(new AudioFormat(RATE_HZ, 16, 1, true, false), SECONDS * RATE_HZ);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SoundConverter converter(String program, Duration timeLimit) {
        return new SoundConverter(new ConversionProperties(program, 1, timeLimit));
    }

    @Test void aSoundPlaysAsLongInEveryFormat(@TempDir Path folder) throws Exception {
        for (SoundFormat format : SoundFormat.values()) {
            Resource.Download sound = converter.download("hello", Content.of(WAV), SoundFormat.WAV, format);
            assertThat(sound.fileName()).isEqualTo("hello." + format.ending());
            assertThat(seconds(Files.write(folder.resolve(sound.fileName()), all(sound)))).describedAs(format.name()).isBetween(SECONDS - 0.1, SECONDS + 0.2);
        }
        Resource.Download back = converter.download("hello", Content.of(folder.resolve("hello.mp3")), SoundFormat.MP3, SoundFormat.WAV);
        assertThat(seconds(Files.write(folder.resolve("back.wav"), all(back)))).isBetween(SECONDS - 0.1, SECONDS + 0.2);
    }

    @Test void mp3HasARateThatEveryPlayerKnows() throws IOException {
        assertThat(all(converter.download("hello", Content.of(WAV), SoundFormat.WAV, SoundFormat.MP3)).length)
            .isCloseTo(SECONDS * 48_000 / 8, withinPercentage(3));
    }

    @Test void moreAtATimeThanAllowedAreRefusedUntilOneEnds() throws Exception {
        Resource.Download first = converter.download("a", Content.of(WAV), SoundFormat.WAV, SoundFormat.OGG);
        Watched refused = new Watched(new ByteArrayInputStream(WAV));
        ApiError busy = catchThrowableOfType(ApiError.class,
            () -> converter.download("b", Content.of(WAV.length, refused), SoundFormat.WAV, SoundFormat.OGG));
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(5));
        assertThat(refused.closed).isTrue();
        assertThat(all(converter.download("c", Content.of(WAV), SoundFormat.WAV, SoundFormat.WAV))).describedAs("nothing to convert").isEqualTo(WAV);
        all(first);
        awaitPlace(converter);
    }

    @Test void whoGoesAwayEndsTheProcessAndTheSource() throws Exception {
        Watched source = new Watched(new ByteArrayInputStream(WAV));
        converter.download("a", Content.of(WAV.length, source), SoundFormat.WAV, SoundFormat.MP3).content().close();
        noneRuns();
        source.awaitClosed();
        awaitPlace(converter);
    }

    @Test void whoReadsTooSlowlyGetsNoEnd() throws Exception {
        SoundConverter impatient = converter("sox", Duration.ofSeconds(1));
        Resource.Download slow = impatient.download("a", Content.of(WAV), SoundFormat.WAV, SoundFormat.MP3);
        noneRuns();
        assertThatIOException().isThrownBy(() -> all(slow));
        awaitPlace(impatient);
    }

    @Test void aSourceThatBreaksOffIsNoSound() throws Exception {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(WAV, 0, WAV.length / 2), new InputStream() {
            @Override public int read() throws IOException {
                throw new IOException("the database is away");
            }
        });
        Resource.Download half = converter.download("a", Content.of(WAV.length, broken), SoundFormat.WAV, SoundFormat.OGG);
        assertThatIOException().isThrownBy(() -> all(half));
        noneRuns();
    }

    @Test void aDamagedSoundIsNamedWhileThereIsAnotherAnswer() throws Exception {
        Watched source = new Watched(new ByteArrayInputStream("RIFF of nothing".getBytes(StandardCharsets.UTF_8)));
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> converter.download("a", Content.of(15, source), SoundFormat.WAV, SoundFormat.MP3))
            .matches(refused -> refused.status() == 500).withMessage("The recording cannot be converted to mp3.");
        source.awaitClosed();
        noneRuns();
    }

    @Test void withoutSoxThereIsOnlyWhatIsStored() throws IOException {
        SoundConverter bare = converter("/nowhere/sox", Duration.ofMinutes(1));
        for (int attempt = 0; attempt < 2; attempt++) {
            Watched source = new Watched(new ByteArrayInputStream(WAV));
            assertThatExceptionOfType(ApiError.class).isThrownBy(() -> bare.download("a", Content.of(WAV.length, source), SoundFormat.WAV, SoundFormat.MP3))
                .matches(refused -> refused.status() == 501).withMessageContaining("not installed");
            assertThat(source.closed).isTrue();
        }
        assertThat(all(bare.download("a", Content.of(WAV), SoundFormat.WAV, SoundFormat.WAV))).isEqualTo(WAV);
    }

    private static byte[] all(Resource.Download download) throws IOException {
        try (Content content = download.content()) {
            return content.stream().readAllBytes();
        }
    }

    private static double seconds(Path file) throws IOException {
        Process process = new ProcessBuilder("sox", "--i", "-D", file.toString()).start();
        return Double.parseDouble(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    /** A place is given back as soon as the end of the process is known, which another thread learns. */
    private static void awaitPlace(SoundConverter converter) throws IOException {
        while (true) {
            try {
                all(converter.download("a", Content.of(WAV), SoundFormat.WAV, SoundFormat.MP3));
                return;
            } catch (ApiError busy) {
                assertThat(busy.status()).isEqualTo(503);
                Thread.onSpinWait();
            }
        }
    }

    /** Waits for the end of those that this JVM runs. */
    private static void noneRuns() throws Exception {
        List<ProcessHandle> running = ProcessHandle.current().children().filter(child -> child.info().command().orElse("").endsWith("/sox")).toList();
        for (ProcessHandle process : running) {
            process.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    /** Tells when it is closed. */
    private static final class Watched extends FilterInputStream {
        private volatile boolean closed;

        Watched(InputStream in) {
            super(in);
        }

        @Override public void close() throws IOException {
            super.close();
            closed = true;
        }

        void awaitClosed() {
            while (!closed) {
                Thread.onSpinWait();
            }
        }
    }
}
