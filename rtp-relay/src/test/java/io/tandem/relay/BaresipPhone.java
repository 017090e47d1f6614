package io.tandem.relay;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tandem.codec.Goertzel;
import io.tandem.codec.SineTone;
import io.tandem.codec.WavFile;

import static org.assertj.core.api.Assertions.assertThat;

/** Debian's baresip: plays a tone, records what it hears, answers at once. */
final class BaresipPhone implements AutoCloseable {
    private static final int SAMPLE_RATE_HZ = 8000;

    private final Path folder;
    private final int port;
    private final InetAddress host;
    private Process process;

    /** @param account parameters of its account: {@code ;mediaenc=...;medianat=...} @param settings lines of its configuration */
    BaresipPhone(Path folder, InetAddress host, String user, double toneHz, String account, String settings) throws IOException {
        this.folder = folder;
        this.host = host;
        try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(host, 0))) {
            port = free.getLocalPort();
        }
        Files.createDirectories(folder);
        WavFile.write(folder.resolve("tone.wav"), new SineTone(toneHz, 8000).next(SAMPLE_RATE_HZ * 30));
        Files.writeString(folder.resolve("contacts"), "");
        Files.writeString(folder.resolve("accounts"), "<sip:%s@%s:%d>;regint=0;answermode=auto;audio_codecs=PCMA/8000/1%s\n".formatted(user,
                host.getHostAddress(), port, account));
        try (var in = getClass().getResourceAsStream("baresip.conf")) {
            Files.writeString(folder.resolve("config"), new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("FOLDER", folder.toString())
                    .replace("HOST", host.getHostAddress()).replace("PORT", Integer.toString(port)) + settings + "\n");
        }
    }

    int port() {
        return port;
    }

    /** Starts it; it ends by {@link #close}, hanging up first. @param commands typed at its start */
    void run(String... commands) throws IOException {
        List<String> command = new ArrayList<>(List.of("baresip", "-f", folder.toString(), "-n", host.getHostAddress(), "-t", "60", "-v"));
        Stream.of(commands).forEach(typed -> command.addAll(List.of("-e", typed)));
        process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve("log").toFile()).start();
    }

    void awaitOutput(String text) throws Exception {
        for (int i = 0; !output().contains(text); i++) {
            assertThat(i < 200 && process.isAlive()).as("'" + text + "' in " + output()).isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Waits until so much has been heard that {@link #heard} has something to judge. */
    void awaitHeard() throws Exception {
        for (int i = 0; heardBytes() < 3.5 * SAMPLE_RATE_HZ * Short.BYTES; i++) {
            assertThat(i < 400 && process.isAlive()).as(() -> "heard too little; " + readable()).isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** What the recording has so far; its header says so only at the end of the call. */
    private long heardBytes() throws IOException {
        Optional<Path> recording = recording();
        return recording.isPresent() ? Files.size(recording.get()) : 0;
    }

    String output() throws IOException {
        return Files.readString(folder.resolve("log"), StandardCharsets.ISO_8859_1);
    }

    /** The middle second of what it heard is the other's tone, not its own. The recording is whole a moment after the call's end. */
    void heard(double expectedHz, double ownHz) throws Exception {
        short[] samples = recorded();
        for (int i = 0; samples.length <= 2 * SAMPLE_RATE_HZ && i < 200; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
            samples = recorded();
        }
        int count = samples.length;
        assertThat(count).withFailMessage(() -> count + " samples heard; " + readable()).isGreaterThan(2 * SAMPLE_RATE_HZ);
        short[] second = Arrays.copyOfRange(samples, count / 2, count / 2 + SAMPLE_RATE_HZ);
        assertThat(Goertzel.share(second, expectedHz)).as("share of the other's tone").isGreaterThan(0.5);
        assertThat(Goertzel.share(second, ownHz)).as("share of its own tone").isLessThan(0.1);
    }

    private short[] recorded() throws IOException {
        return WavFile.read(recording().orElseThrow(() -> new AssertionError("no recording; " + readable())));
    }

    private Optional<Path> recording() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith("-dec.wav")).findFirst();
        }
    }

    private String readable() {
        try {
            return output();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process == null) return;
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
