package io.tandem.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.codec.AudioCodec;
import io.tandem.codec.Goertzel;
import io.tandem.codec.SineTone;
import io.tandem.codec.TelephoneEvent;
import io.tandem.codec.WavFile;
import io.tandem.relay.callback.CallbackProperties;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.player.Clip;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.record.RecordingProperties;
import io.tandem.relay.transcode.Talker;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import io.tandem.rtp.RtpPacket;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/** Two phones of different codecs and a relay on loopback; A made the offer. Tones are told apart by frequency. */
class AudioThroughRelayTest {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final int FRAMES = 40;
    private static final double OF_A = 700;
    private static final double OF_B = 1900;

    @TempDir Path directory;

    private final CompletableFuture<Optional<Clip>> library = new CompletableFuture<>();
    private final AtomicInteger asked = new AtomicInteger();
    private RelayNode relay;
    private NgClient ng;

    /** One media socket and what is said and heard there. */
    private static final class Phone implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(new InetSocketAddress(HOST, 0));
        private final String media;
        private Talker voice;
        private int relayPort;

        Phone(AudioCodec codec, int payloadType, String media) throws IOException {
            this.voice = new Talker(codec, payloadType, 20);
            this.media = media;
        }

        String sdp() {
            return "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n" + media.replace("PORT", Integer.toString(socket.getLocalPort()));
        }

        MediaDescription got(Value.Dictionary reply) {
            MediaDescription line = SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply))).media().getFirst();
            relayPort = line.port();
            return line;
        }

        void sends(byte[] packet) throws IOException {
            socket.send(new DatagramPacket(packet, packet.length, HOST, relayPort));
        }

        /** Waits for so many packets. */
        void hearsPackets(int count) throws IOException {
            socket.setSoTimeout(5000);
            for (int i = 0; i < count; i++) {
                DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                socket.receive(packet);
                voice.hears(packet.getData(), packet.getLength());
            }
        }

        /** Takes what there is, until nothing comes for so long. */
        Talker hears(int millis) throws IOException {
            socket.setSoTimeout(millis);
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            try {
                while (true) {
                    packet.setLength(2048);
                    socket.receive(packet);
                    if ((packet.getData()[1] & 0x7F) < 72 || (packet.getData()[1] & 0x7F) > 76) voice.hears(packet.getData(), packet.getLength());
                }
            } catch (SocketTimeoutException quiet) {
                return voice;
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static Phone opus() throws IOException {
        return new Phone(AudioCodec.OPUS, 96, "m=audio PORT RTP/AVP 96 97\na=rtpmap:96 opus/48000/2\na=rtpmap:97 telephone-event/48000\n");
    }

    private static Phone g722() throws IOException {
        return new Phone(AudioCodec.G722, 9, "m=audio PORT RTP/AVP 9 101\na=rtpmap:101 telephone-event/8000\n");
    }

    private static Phone pcma() throws IOException {
        return new Phone(AudioCodec.PCMA, 8, "m=audio PORT RTP/AVP 8 101\na=rtpmap:101 telephone-event/8000\n");
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(directory.resolve("clips"));
        WavFile.write(directory.resolve("clips/hold.wav"), new SineTone(440, 8000).next(8000));
        relay = TestRelay.on(23_000, LearningProperties.DEFAULT, CallbackProperties.NONE, Duration.ofSeconds(60), new PlayerProperties(
                Optional.of(directory.resolve("clips")), Duration.ofHours(1), DataSize.ofMegabytes(1)), this::sound,
                        new RecordingProperties(Optional.of(directory
                        .resolve("calls")), Optional.empty(), RecordingProperties.Mix.DIRECT, true, true, 8000, DataSize.ofMegabytes(1), 1 << 17));
        ng = new NgClient(relay.controlAddress(), Encoding.JSON);
    }

    private CompletableFuture<Optional<Clip>> sound(long id) {
        asked.incrementAndGet();
        return id == 7 ? library : CompletableFuture.completedFuture(Optional.empty());
    }

    @AfterEach
    void stop() {
        ng.close();
        relay.close();
    }

    private Value.Dictionary command(String name, String... pairs) {
        Value.Builder command = NgClient.named(name).put("call-id", "call");
        for (int i = 0; i < pairs.length; i += 2) {
            command.put(pairs[i], pairs[i + 1]);
        }
        Value.Dictionary reply = ng.command(command);
        assertThat(reply.text("result")).as(reply.toString()).contains("ok");
        return reply;
    }

    /** @param flags of the offer */
    private void call(Phone a, Phone b, String flags) {
        b.got(command("offer", "from-tag", "a", "sdp", a.sdp(), "rtpp-flags", flags));
        a.got(command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp()));
    }

    private static void talk(Phone a, Phone b) throws Exception {
        for (int i = 0; i < FRAMES; i++) {
            a.sends(a.voice.tone(OF_A));
            b.sends(b.voice.tone(OF_B));
            Thread.sleep(2); // a loopback socket holds no whole second of Opus at once
        }
    }

    @ParameterizedTest
    @CsvSource({"opus", "G722"})
    void phonesWithoutACommonCodecHearEachOther(String codec) throws Exception {
        try (Phone a = codec.equals("opus") ? opus() : g722(); Phone b = pcma()) {
            MediaDescription offered = b.got(command("offer", "from-tag", "a", "sdp", a.sdp(), "rtpp-flags", "codec=[transcode-PCMA]"));
            assertThat(offered.formats()).contains("8").hasSizeGreaterThan(2);
            MediaDescription answered = a.got(command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp()));
            assertThat(answered.formats().getFirst()).isEqualTo(codec.equals("opus") ? "96" : "9");
            talk(a, b);
            Talker heardByB = b.hears(200);
            assertThat(heardByB.share(OF_A, 400)).isGreaterThan(0.9);
            heardByB.heardOneStream(160);
            assertThat(a.hears(200).share(OF_B, 400)).isGreaterThan(0.9);
            a.voice.digit(codec.equals("opus") ? 97 : 101, '5').forEach(packet -> send(a, packet));
            List<RtpPacket> events = b.hears(200).heard().stream().filter(packet -> packet.payloadType() >= 97).toList();
            assertThat(events).hasSize(7);
            assertThat(events.stream().map(packet -> TelephoneEvent.parse(packet.payload()).orElseThrow().event())).containsOnly(5);
        }
    }

    private static void send(Phone phone, byte[] packet) {
        try {
            phone.sends(packet);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void codecsThatBothHavePassUntouchedAndAddedOnesVanish() throws Exception {
        try (Phone a = g722(); Phone b = g722()) {
            call(a, b, "codec=[transcode-PCMA]");
            byte[] packet = a.voice.tone(OF_A);
            a.sends(packet);
            RtpPacket heard = b.hears(200).heard().getFirst();
            assertThat(heard.toBytes()).isEqualTo(packet); // the sender's own stream
        }
    }

    @Test
    void mediaArePlayedUntilTheyEndOrAreStopped() throws Exception {
        try (Phone a = g722(); Phone b = pcma()) {
            call(a, b, "codec=[transcode-PCMA]");
            talk(a, b);
            a.hears(100);
            b.hears(100);
            byte[] wav = WavFile.encode(new SineTone(440, 8000).next(4000));
            assertThat(command("play media", "from-tag", "a", "blob64", Base64.getEncoder().encodeToString(wav)).text("duration")).contains("500");
            b.sends(b.voice.tone(OF_B));
            Talker heard = a.hears(300);
            assertThat(heard.heard()).hasSize(FRAMES + 25);
            assertThat(heard.share(440, 400)).isGreaterThan(0.9);
            assertThat(heard.heard().stream().map(RtpPacket::ssrc).distinct()).hasSize(1);
            command("play media", "from-tag", "b", "file", "hold.wav", "repeat-times", "100");
            Thread.sleep(300);
            command("stop media", "from-tag", "b");
            Talker atB = b.hears(150);
            assertThat(atB.share(440, 200)).isGreaterThan(0.9);
            assertThat(atB.heard()).hasSizeBetween(FRAMES + 10, FRAMES + 25);
            assertThat(ng.command(NgClient.named("play media").put("call-id", "call").put("from-tag", "a").put("file", "../x.wav")).text("error-reason"))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("outside"));
        }
    }

    @Test
    void aHeldPartyHearsMusicWhileItIsHeldInAPlainCallToo() throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "moh={file=hold.wav}");
            command("offer", "from-tag", "a", "to-tag", "b", "sdp", a.sdp() + "a=sendonly\n");
            command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp() + "a=recvonly\n");
            b.hearsPackets(12);
            command("offer", "from-tag", "a", "to-tag", "b", "sdp", a.sdp());
            command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp());
            Talker heard = b.hears(150);
            int music = heard.heard().size();
            assertThat(heard.share(440, 200)).isGreaterThan(0.9);
            byte[] packet = a.voice.tone(OF_A);
            a.sends(packet);
            assertThat(b.hears(150).heard()).hasSize(music + 1).last().satisfies(last -> assertThat(last.toBytes()).isEqualTo(packet));
        }
    }

    @Test
    void musicOfTheLibraryBeginsOnceItIsReadAndEndsWithTheHold() throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "moh={db-id=7}");
            assertThat(asked).as("nobody holds").hasValue(0);
            command("offer", "from-tag", "a", "to-tag", "b", "sdp", a.sdp() + "a=sendonly\n");
            command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp() + "a=recvonly\n");
            assertThat(b.hears(100).heard()).isEmpty();
            library.complete(Optional.of(new Clip(new SineTone(440, 8000).next(8000), 8000)));
            b.hearsPackets(12);
            command("offer", "from-tag", "a", "to-tag", "b", "sdp", a.sdp());
            command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp());
            Talker heard = b.hears(150);
            assertThat(heard.share(440, 200)).isGreaterThan(0.9);
            int music = heard.heard().size();
            assertThat(b.hears(100).heard()).hasSize(music);
        }
    }

    @Test
    void aSoundOfTheLibraryIsPlayedByCommandOnceItIsRead() throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "");
            assertThat(command("play media", "from-tag", "b", "db-id", "7").text("duration")).isEmpty();
            library.complete(Optional.of(new Clip(new SineTone(440, 8000).next(4000), 8000)));
            Talker heard = b.hears(150);
            assertThat(heard.heard()).hasSize(25);
            assertThat(heard.share(440, 200)).isGreaterThan(0.9);
            assertThat(command("play media", "from-tag", "b", "db-id", "7").text("duration")).contains("500");
            assertThat(ng.command(NgClient.named("play media").put("call-id", "call").put("from-tag", "b").put("db-id", "8")).text("error-reason"))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("no audio file 8.wav"));
        }
    }

    @ParameterizedTest
    @CsvSource({"stop media, b, 0", "play DTMF, a, 0", "play media, b, 25", "delete, a, 0"})
    void aSoundThatIsReadAfterAnotherOrderIsNotHeard(String order, String tag, int heard) throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "inject-DTMF");
            command("play media", "from-tag", "b", "db-id", "7", "repeat-times", "1000");
            switch (order) {
                case "play media" -> command(order, "from-tag", tag, "blob64", Base64.getEncoder().encodeToString(WavFile.encode(new SineTone(440, 8000)
                        .next(4000))));
                case "play DTMF" -> command(order, "from-tag", tag, "code", "1");
                default -> command(order, "from-tag", tag);
            }
            library.complete(Optional.of(new Clip(new SineTone(OF_B, 8000).next(4000), 8000)));
            Thread.sleep(900); // the other order is done
            List<RtpPacket> audio = b.hears(50).heard().stream().filter(packet -> packet.payloadType() == 8).toList();
            assertThat(audio).hasSize(heard);
        }
    }

    @Test
    void aSoundThatIsReadAfterSecondsIsNotHeard() throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "");
            command("play media", "from-tag", "b", "db-id", "7");
            Thread.sleep(2100);
            library.complete(Optional.of(new Clip(new SineTone(440, 8000).next(4000), 8000)));
            assertThat(b.hears(150).heard()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"inactive, inactive, false", "sendonly, inactive, false", "sendrecv, inactive, true", "recvonly, sendonly, true", "sendrecv, sendonly, true"})
    void whoeverAnswersHoldsOnlyWhoWantsToHearSomething(String offered, String answered, boolean music) throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "");
            command("offer", "from-tag", "a", "to-tag", "b", "sdp", a.sdp() + "a=" + offered + "\n");
            command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp() + "a=" + answered + "\n", "rtpp-flags", "moh={file=hold.wav}");
            if (music) a.hearsPackets(5);
            else assertThat(a.hears(150).heard()).isEmpty();
        }
    }

    @Test
    void aSoundFileThatIsMissingKeepsNobodyFromTalking() throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "moh={db-id=8}");
            command("offer", "from-tag", "a", "to-tag", "b", "sdp", a.sdp() + "a=sendonly\n");
            command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp() + "a=recvonly\n");
            assertThat(b.hears(100).heard()).isEmpty();
            byte[] packet = a.voice.tone(OF_A);
            a.sends(packet);
            assertThat(b.hears(100).heard()).singleElement().satisfies(heard -> assertThat(heard.toBytes()).isEqualTo(packet));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "db-id=7, inactive, SENDONLY, recvonly, INACTIVE, false",
        "db-id=7, sendonly, SENDONLY, recvonly, RECVONLY, false",
        "db-id=7 mode=reflect, inactive, SENDONLY, recvonly, INACTIVE, false",
        "db-id=7 mode=sendrecv, sendonly, SENDRECV, sendrecv, RECVONLY, false",
        "db-id=7 mode=sendrecv, inactive, SENDRECV, inactive, INACTIVE, false",
        "file=hold.wav mode=sendonly connection=zero, inactive, SENDONLY, recvonly, INACTIVE, true",
        "db-id=7 mode=sendonly connection=zero, sendrecv, SENDRECV, sendrecv, SENDRECV, false"})
    void theHeldPartyIsToldAsTheOptionSaysAndTheHolderGetsAnAnswerToItsOffer(String moh, String said, Direction shown, String answered, Direction told,
            boolean zero) throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "");
            String held = command("offer", "from-tag", "a", "to-tag", "b", "sdp", a.sdp() + "a=" + said + "\n", "rtpp-flags", "moh={" + moh + "}")
                    .text("sdp").orElseThrow();
            assertThat(SessionDescription.parse(held).media().getFirst().direction()).contains(shown);
            assertThat(held.contains("c=IN IP4 0.0.0.0")).isEqualTo(zero);
            MediaDescription answer = a.got(command("answer", "from-tag", "a", "to-tag", "b", "sdp", b.sdp() + "a=" + answered + "\n"));
            assertThat(answer.direction()).contains(told);
        }
    }

    @Test
    void aNoticeThatThereIsNotIsRefused() throws Exception {
        try (Phone a = pcma()) {
            Value.Builder offer = NgClient.named("offer").put("call-id", "call").put("from-tag", "a").put("sdp", a.sdp());
            assertThat(ng.command(offer.put("rtpp-flags", "moh={db-id=7 mode=loud}")).text("error-reason"))
                    .contains("Invalid moh mode 'loud': sendonly, sendrecv or reflect");
        }
    }

    @Test
    void aDigitIsPressedByCommand() throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "inject-DTMF");
            command("play DTMF", "from-tag", "a", "code", "#", "duration", "100");
            List<TelephoneEvent> events = b.hears(250).heard().stream().map(packet -> TelephoneEvent.parse(packet.payload()).orElseThrow()).toList();
            assertThat(events).extracting(TelephoneEvent::event).containsOnly(11);
            assertThat(events.stream().filter(TelephoneEvent::end)).hasSize(3);
            assertThat(events.getLast().durationTicks()).isEqualTo(800);
            assertThat(ng.command(NgClient.named("play DTMF").put("call-id", "call").put("from-tag", "a").put("code", "16")).text("error-reason"))
                    .contains("Invalid DTMF code '16': 0-15, or one of 0123456789*#ABCD");
        }
    }

    @Test
    void aRecordingHoldsWhatBothSaidAndThePackets() throws Exception {
        try (Phone a = g722(); Phone b = pcma()) {
            call(a, b, "record-call codec=[transcode-PCMA] metadata=about");
            long begun = System.nanoTime();
            for (int i = 0; i < FRAMES; i++) { // in real time, for a recording lays packets in where they came
                a.sends(a.voice.tone(OF_A));
                b.sends(b.voice.tone(OF_B));
                Thread.sleep(Math.max(0, (begun + (i + 1) * 20_000_000L - System.nanoTime()) / 1_000_000));
            }
            command("stop recording");
            List<Path> files = finished();
            short[] mix = WavFile.read(named(files, "-mix.wav"));
            assertThat(windows(mix)).as("both at once").anyMatch(window -> Goertzel.share(window, OF_A) > 0.3 && Goertzel.share(window, OF_B) > 0.3);
            short[] first = WavFile.read(named(files, "-0.wav"));
            assertThat(windows(first)).anyMatch(window -> Goertzel.share(window, OF_A) > 0.8).noneMatch(window -> Goertzel.share(window, OF_B) > 0.1);
            assertThat(Files.size(named(files, ".pcap"))).isEqualTo(24 + 2L * FRAMES * (16 + 20 + 8 + 172));
            assertThat(Files.readString(named(files, ".meta"))).contains("CALL-ID: call", "METADATA: about", "TAG a", "TAG b");
        }
    }

    /** Pieces of 100 ms: a late packet spoils one of them. */
    private static List<short[]> windows(short[] samples) {
        return IntStream.range(2, samples.length / 800).mapToObj(i -> Arrays.copyOfRange(samples, i * 800, (i + 1) * 800)).toList();
    }

    private List<Path> finished() throws Exception {
        Instant end = Instant.now().plusSeconds(5);
        while (true) {
            try (Stream<Path> files = Files.list(directory.resolve("calls"))) {
                List<Path> all = files.toList();
                if (all.stream().anyMatch(path -> path.toString().endsWith(".meta"))) return all;
            }
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(10);
        }
    }

    private static Path named(List<Path> files, String suffix) {
        return files.stream().filter(path -> path.toString().endsWith(suffix)).findFirst().orElseThrow(() -> new AssertionError(suffix + " of " + files));
    }

    @Test
    void aCodecNobodySpeaksIsRefusedByName() throws Exception {
        try (Phone a = new Phone(AudioCodec.PCMA, 8, "m=audio PORT RTP/AVP 18\n"); Phone b = pcma()) {
            Value.Dictionary offer = command("offer", "from-tag", "a", "sdp", a.sdp(), "rtpp-flags", "codec=[transcode-PCMA]");
            assertThat(offer.text("warning")).hasValueSatisfying(text -> assertThat(text).contains("none of the offered codecs can be translated: G729/8000"));
            Value.Dictionary answer = ng.command(NgClient.named("answer").put("call-id", "call").put("from-tag", "a").put("to-tag", "b").put("sdp", b.sdp()));
            assertThat(answer.text("error-reason")).contains("no common codec and none to translate between: offered G729/8000, answered PCMA/8000");
        }
    }

    @Test
    void faxPassesUnreadAndSurvivesReInvites() throws Exception {
        try (Phone a = pcma(); Phone b = pcma()) {
            call(a, b, "codec=[transcode-PCMU]");
            String fax = "m=image PORT udptl t38\na=T38FaxVersion:0\n";
            for (int round = 0; round < 3; round++) { // the switch to fax, then two refreshes
                String offer = a.sdp().substring(0, a.sdp().indexOf("m=")) + fax.replace("PORT", Integer.toString(a.socket.getLocalPort()));
                String answer = b.sdp().substring(0, b.sdp().indexOf("m=")) + fax.replace("PORT", Integer.toString(b.socket.getLocalPort()));
                MediaDescription shown = b.got(command("offer", "from-tag", "a", "to-tag", "b", "sdp", offer, "rtpp-flags", "codec=[strip-all transcode-PCMU]"));
                assertThat(shown.protocol()).isEqualTo("udptl");
                assertThat(shown.attribute("T38FaxVersion")).contains("0");
                a.got(command("answer", "from-tag", "a", "to-tag", "b", "sdp", answer));
                a.sends(("fax " + round).getBytes(StandardCharsets.US_ASCII));
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                b.socket.setSoTimeout(1000);
                b.socket.receive(packet);
                assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII)).isEqualTo("fax " + round);
            }
            call(a, b, "codec=[transcode-PCMU]");
            byte[] back = a.voice.tone(OF_A);
            a.sends(back);
            assertThat(b.hears(150).heard().getLast().toBytes()).isEqualTo(back);
        }
    }
}
