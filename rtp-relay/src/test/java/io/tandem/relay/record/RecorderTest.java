package io.tandem.relay.record;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

import io.tandem.codec.AudioCodec;
import io.tandem.codec.Goertzel;
import io.tandem.codec.WavFile;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.record.RecordingProperties.Mix;
import io.tandem.relay.transcode.PacketTap;
import io.tandem.relay.transcode.Talker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecorderTest {
    private static final long MILLI = 1_000_000L;
    private static final Endpoint PHONE = Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 4000);
    private static final Endpoint RELAY = Endpoint.of(InetAddress.ofLiteral("192.0.2.9"), 30_000);

    @TempDir Path directory;

    private RecordingProperties properties(Mix mix, boolean single, boolean pcap, DataSize minFree) {
        return new RecordingProperties(Optional.of(directory), Optional.empty(), mix, single, pcap, 8000, minFree, 1 << 20);
    }

    private static Recording.Subject subject() {
        return new Recording.Subject("a/b@host", Optional.of("for the\nfile"), List.of(new RecordedTrack(0, "tag-a", PHONE, RELAY, Map.of(8,
                AudioCodec.PCMA)), new RecordedTrack(1, "tag-b", PHONE, RELAY, Map.of(9, AudioCodec.G722))));
    }

    private static Recorder recorder(RecordingProperties properties) {
        return new Recorder(properties, InstantSource.system(), () -> 0, new Random(3));
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.onSpinWait();
        }
    }

    /** A second: A says 500 Hz in PCMA all the time, B 1500 Hz in G.722 in the second half. */
    private static void talk(Recording recording) {
        Talker a = new Talker(AudioCodec.PCMA, 8, 20);
        Talker b = new Talker(AudioCodec.G722, 9, 20);
        PacketTap tapA = recording.tap(0);
        PacketTap tapB = recording.tap(1);
        for (int i = 0; i < 50; i++) {
            byte[] fromA = a.tone(500);
            tapA.packet(fromA, fromA.length, i * 20 * MILLI);
            if (i < 25) continue;
            byte[] fromB = b.tone(1500);
            tapB.packet(fromB, fromB.length, i * 20 * MILLI);
        }
    }

    private Path file(String suffix) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(suffix)).findFirst().orElseThrow(() -> new AssertionError("no file *" + suffix));
        }
    }

    private static short[] part(short[] samples, int fromMillis, int toMillis) {
        return Arrays.copyOfRange(samples, fromMillis * 8, toMillis * 8);
    }

    @Test
    void bothPartiesAreHeardInTheMixAndEachInItsOwnFile() throws Exception {
        try (Recorder recorder = recorder(properties(Mix.DIRECT, true, false, DataSize.ofMegabytes(1)))) {
            Recording recording = recorder.start(subject());
            talk(recording);
            recording.stop();
            await(() -> recording.state() == Recording.State.FINISHED);
        }
        short[] mix = WavFile.read(file("-mix.wav"));
        assertThat(mix).hasSizeBetween(7900, 8200);
        assertThat(Goertzel.share(part(mix, 0, 480), 500)).isGreaterThan(0.95);
        assertThat(Goertzel.share(part(mix, 600, 960), 500)).isBetween(0.4, 0.6);
        assertThat(Goertzel.share(part(mix, 600, 960), 1500)).isBetween(0.4, 0.6);
        short[] b = WavFile.read(file("-1.wav"));
        assertThat(Goertzel.rms(part(b, 0, 480))).isLessThan(50);
        assertThat(Goertzel.share(part(b, 600, 960), 1500)).isGreaterThan(0.95);
        assertThat(Files.readString(file(".meta"))).contains("CALL-ID: a/b@host", "METADATA: for the file", "STREAM 0 TAG tag-a", "RECORDING 1",
                "RECORDING 0", "END: ", "DROPPED 0");
        assertThat(directory.resolve("spool")).isEmptyDirectory();
        assertThat(Files.getPosixFilePermissions(file(".meta"))).noneMatch(permission -> permission.name().startsWith("OTHERS"));
    }

    @Test
    void aChannelForEachParty() throws Exception {
        try (Recorder recorder = recorder(properties(Mix.CHANNELS, false, false, DataSize.ofMegabytes(1)))) {
            Recording recording = recorder.start(subject());
            talk(recording);
            recording.stop();
            await(() -> recording.state() == Recording.State.FINISHED);
        }
        byte[] wav = Files.readAllBytes(file("-mix.wav"));
        ByteBuffer in = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(in.getShort(22)).isEqualTo((short) 2);
        assertThat(in.getInt(40)).isEqualTo(wav.length - 44);
        short[] right = new short[(wav.length - 44) / 4];
        for (int i = 0; i < right.length; i++) {
            right[i] = in.getShort(44 + 4 * i + 2);
        }
        assertThat(Goertzel.share(part(right, 600, 960), 1500)).isGreaterThan(0.95);
    }

    @Test
    void theCaptureHoldsThePacketsAsTheyCame() throws Exception {
        try (Recorder recorder = recorder(properties(Mix.OFF, false, true, DataSize.ofMegabytes(1)))) {
            Recording recording = recorder.start(subject());
            recording.tap(0).packet(new byte[] {(byte) 0x80, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 77}, 13, 0);
            recording.stop();
            await(() -> recording.state() == Recording.State.FINISHED);
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file(".pcap")));
        assertThat(in.getInt(0)).isEqualTo(0xA1B2C3D4);
        assertThat(in.getInt(20)).isEqualTo(101);
        assertThat(in.getInt(32)).isEqualTo(20 + 8 + 13);
        int ip = 40;
        int sum = 0;
        for (int at = ip; at < ip + 20; at += 2) {
            sum += in.getShort(at) & 0xFFFF;
        }
        assertThat((sum & 0xFFFF) + (sum >>> 16)).isEqualTo(0xFFFF);
        assertThat(in.getShort(ip + 20)).isEqualTo((short) 4000);
        assertThat(in.getShort(ip + 22)).isEqualTo((short) 30_000);
        assertThat(in.get(ip + 28 + 12)).isEqualTo((byte) 77);
    }

    @Test
    void aPauseLeavesNothingInTheFile() throws Exception {
        try (Recorder recorder = recorder(properties(Mix.DIRECT, false, false, DataSize.ofMegabytes(1)))) {
            Recording recording = recorder.start(subject());
            Talker a = new Talker(AudioCodec.PCMA, 8, 20);
            PacketTap tap = recording.tap(0);
            for (int i = 0; i < 150; i++) {
                if (i == 50) recording.pause(1000 * MILLI);
                if (i == 100) recording.resume(2000 * MILLI);
                byte[] packet = a.tone(i < 50 ? 500 : i < 100 ? 900 : 1500);
                tap.packet(packet, packet.length, i * 20 * MILLI);
            }
            recording.stop();
            await(() -> recording.state() == Recording.State.FINISHED);
        }
        short[] mix = WavFile.read(file("-mix.wav"));
        assertThat(mix).hasSizeBetween(15_500, 16_500);
        assertThat(Goertzel.share(mix, 900)).isLessThan(0.01);
        assertThat(Goertzel.share(part(mix, 1100, 1900), 1500)).isGreaterThan(0.95);
    }

    @Test
    void aPartyThatComesLaterIsHeard() throws Exception {
        try (Recorder recorder = recorder(properties(Mix.DIRECT, true, false, DataSize.ofMegabytes(1)))) {
            Recording recording = recorder.start(new Recording.Subject("late", Optional.empty(), subject().tracks().subList(0, 1)));
            assertThat(recording.add(subject().tracks().get(1))).isEqualTo(1);
            talk(recording);
            recording.stop();
            await(() -> recording.state() == Recording.State.FINISHED);
        }
        assertThat(Goertzel.share(part(WavFile.read(file("-1.wav")), 600, 960), 1500)).isGreaterThan(0.95);
        assertThat(Goertzel.share(part(WavFile.read(file("-mix.wav")), 600, 960), 1500)).isBetween(0.4, 0.6);
        assertThat(Files.readString(file(".meta"))).contains("STREAM 1 TAG tag-b");
    }

    @Test
    void whatACrashHasLeftIsMadeWholeAtTheNextStart() throws Exception {
        try (Recorder recorder = recorder(properties(Mix.DIRECT, false, false, DataSize.ofMegabytes(1)))) {
            Recording recording = recorder.start(subject());
            talk(recording);
            recording.stop();
            await(() -> recording.state() == Recording.State.FINISHED);
        }
        Path wav = file("-mix.wav");
        byte[] octets = Files.readAllBytes(wav);
        ByteBuffer.wrap(octets).putInt(4, 0).putInt(40, 0);              // as in a file that is being written; half a frame at the end
        Path part = directory.resolve("spool").resolve(wav.getFileName() + ".part");
        Files.delete(wav);
        Files.write(part, Arrays.copyOf(octets, octets.length - 3));
        Files.setLastModifiedTime(part, FileTime.from(Instant.now().minusSeconds(60)));
        Path young = Files.createFile(directory.resolve("spool").resolve("another.wav.part")); // of another relay that is at work
        Files.setLastModifiedTime(young, FileTime.from(Instant.now().plusSeconds(60)));
        recorder(properties(Mix.DIRECT, false, false, DataSize.ofMegabytes(1))).close();
        byte[] whole = Files.readAllBytes(wav);
        assertThat(ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(40)).isEqualTo(octets.length - 44 - 4);
        assertThat(part).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void aFullDiskAndAMissingDirectoryAreSaidBeforehand() {
        try (Recorder full = recorder(properties(Mix.DIRECT, false, false, DataSize.ofTerabytes(1000)))) {
            assertThatThrownBy(() -> full.start(subject())).isInstanceOf(RecordingException.class).hasMessageContaining("MB left");
        }
        RecordingProperties nowhere = new RecordingProperties(Optional.empty(), Optional.empty(), Mix.DIRECT, false, false, 8000,
                DataSize.ofMegabytes(1), 1 << 17);
        try (Recorder none = recorder(nowhere)) {
            assertThatThrownBy(() -> none.start(subject())).hasMessageContaining("tandem.rtp-relay.recording.directory");
        }
    }

    @Test
    void aRecordingThatFailsSaysWhyAndTakesNoMorePackets() throws Exception {
        Files.writeString(directory.resolve("spool"), "a file where a directory should be");
        try (Recorder recorder = recorder(properties(Mix.DIRECT, false, false, DataSize.ofMegabytes(1)))) {
            Recording recording = recorder.start(subject());
            await(() -> recording.state() == Recording.State.FAILED);
            assertThat(recording.failure().orElseThrow()).contains("spool");
            talk(recording);
        }
    }

    @Test
    void theRingNeitherMixesNorTearsPackets() {
        PacketRing ring = new PacketRing(1024);
        byte[] room = new byte[2000];
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            byte[] packet = new byte[random.nextInt(400)];
            random.nextBytes(packet);
            ring.write(round, round * 7L, packet, packet.length);
            int expected = round;
            ring.drain(room, (track, nanos, data, length) -> {
                assertThat(track).isEqualTo(expected);
                assertThat(nanos).isEqualTo(expected * 7L);
                assertThat(Arrays.copyOf(data, length)).isEqualTo(packet);
            });
        }
        ring.write(0, 0, new byte[600], 600);
        ring.write(0, 0, new byte[600], 600);
        assertThat(ring.dropped()).isEqualTo(1);
    }
}
