package io.tandem.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tandem.codec.Goertzel;
import io.tandem.codec.SineTone;
import io.tandem.codec.WavFile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A baresip phone with a configuration folder of its own: plays a tone from a WAV file, writes what it hears to another.
 * It talks to the load balancer as its outbound proxy.
 */
record Baresip(Path folder, String user, String domain, String password, int port, String transport) {
    private static final int SAMPLE_RATE_HZ = 8000;
    private static final int TONE_SECONDS = 30;
    private static final double ENOUGH_SECONDS = 3.5;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Writes the configuration. TLS listens on the port above {@code port}. */
    Baresip configure(double toneHz) throws IOException {
        return configure(toneHz, "127.0.0.1", "");
    }

    /** @param host its own address: it gathers no candidates of loopback @param account more parameters of its account */
    Baresip configure(double toneHz, String host, String account) throws IOException {
        Files.createDirectories(folder);
        WavFile.write(folder.resolve("tone.wav"), new SineTone(toneHz, 8000).next(SAMPLE_RATE_HZ * TONE_SECONDS));
        Files.writeString(folder.resolve("contacts"), "");
        int edge = transport.equals("tls") ? 5061 : 5060;
        Files.writeString(folder.resolve("accounts"), "<sip:%s@%s;transport=%s>;auth_pass=%s;outbound=\"sip:127.0.0.1:%d;transport=%s\";regint=600"
            .formatted(user, domain, transport, password, edge, transport) + ";answermode=auto;audio_codecs=PCMA/8000/1" + account + "\n");
        Files.writeString(folder.resolve("config"), """
            poll_method epoll
            sip_listen %s:%d
            sip_cafile %s
            sip_verify_server yes
            call_max_calls 4
            audio_player aubridge,nil
            audio_alert aubridge,nil
            audio_source aufile,%s/tone.wav
            ausrc_srate 8000
            auplay_srate 8000
            ausrc_channels 1
            auplay_channels 1
            rtp_ports %d-%d
            audio_jitter_buffer_type fixed
            jitter_buffer_delay 5-10
            net_interface %s
            module_path /usr/lib/baresip/modules
            module g711.so
            module aufile.so
            module aubridge.so
            module sndfile.so
            module srtp.so
            module dtls_srtp.so
            module ice.so
            module_tmp account.so
            module_app menu.so
            snd_path %s
            """.formatted(host, port, RunningSuite.get().access().certificate(), folder, port * 2, port * 2 + 20, host, folder));
        return this;
    }

    /** Ends by {@link Program#close}, hanging up first; by itself only if nobody does that. */
    Program start(List<String> commands) throws IOException {
        return start("127.0.0.1", commands);
    }

    Program start(String host, List<String> commands) throws IOException {
        List<String> command = new ArrayList<>(List.of("baresip", "-f", folder.toString(), "-n", host, "-t",
            Long.toString(2 * PATIENCE.toSeconds())));
        for (String typed : commands) {
            command.add("-e");
            command.add(typed);
        }
        return Program.start(folder, "baresip", command);
    }

    /** Waits until so much has been heard that {@link #assertTone} has something to judge. */
    void awaitHeard() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (heardBytes() < ENOUGH_SECONDS * SAMPLE_RATE_HZ * Short.BYTES) {
            assertThat(System.nanoTime()).as(() -> user + " has heard too little: " + written()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** What the recording has so far, silence too, which is for {@link #assertTone} to judge; its header says so only at the end of the call. */
    private long heardBytes() throws IOException {
        Optional<Path> recording = recording(folder);
        return recording.isPresent() ? Files.size(recording.get()) : 0;
    }

    private String written() {
        try {
            return Files.readString(folder.resolve("baresip.out"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What the phone heard, 8 kHz. */
    short[] heard() throws IOException {
        return heard(folder);
    }

    /** What the phone with that folder heard in its first call, 8 kHz. */
    static short[] heard(Path folder) throws IOException {
        return WavFile.read(recording(folder).orElseThrow(() -> new IOException("no recording in " + folder)));
    }

    private static Optional<Path> recording(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-dec.wav")).min(Comparator.naturalOrder());
        }
    }

    /** The middle second of what was heard is the other's tone and not one's own. */
    static void assertTone(short[] heard, double expectedHz, double otherHz) {
        assertThat(heard.length).as("samples heard").isGreaterThan(3 * SAMPLE_RATE_HZ);
        short[] second = Arrays.copyOfRange(heard, heard.length / 2, heard.length / 2 + SAMPLE_RATE_HZ);
        assertThat(Goertzel.share(second, expectedHz)).as("share of %s Hz", expectedHz).isGreaterThan(0.5);
        assertThat(Goertzel.share(second, otherHz)).as("share of %s Hz", otherHz).isLessThan(0.1);
    }
}
