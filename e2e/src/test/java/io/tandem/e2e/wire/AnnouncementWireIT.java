package io.tandem.e2e.wire;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Announcements before and instead of calls: 183, audio, then what would have come without. */
class AnnouncementWireIT extends WireTest {
    private static final int LENGTH_MS = 1200;
    private static final int MOST_PACKETS = LENGTH_MS / 20 + 5;
    private static final int RTP_HEADER = 12;
    private String sounds;

    @BeforeEach void open() throws Exception {
        sounds = platform.sounds(LENGTH_MS, List.of("block_in", "callee_offline", "announce_before_call_setup", "announce_before_recording",
            "announce_to_callee", "music_on_hold", "ringback_tone"));
    }

    /** Counts what arrives until the socket is closed, or half a second after the last packet. */
    private static final class Ear implements AutoCloseable {
        private final DatagramSocket socket;
        private final AtomicInteger packets = new AtomicInteger();
        private final Thread listening;

        Ear() throws Exception {
            socket = new DatagramSocket(0, InetAddress.ofLiteral(Platform.PHONES));
            socket.setSoTimeout(15_000);
            listening = Thread.ofVirtual().start(this::listen);
        }

        private void listen() {
            DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
            try {
                while (true) {
                    socket.receive(packet);
                    if (packet.getLength() > RTP_HEADER && packet.getData()[0] == (byte) 0x80) {
                        packets.incrementAndGet();
                    }
                    socket.setSoTimeout(500);
                }
            } catch (SocketTimeoutException silence) {
                return;
            } catch (java.io.IOException closed) {
                return;
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        int packets() throws InterruptedException {
            listening.join();
            return packets.get();
        }

        @Override public void close() {
            socket.close();
        }
    }

    @Test void aRefusedCallerHearsWhy() throws Exception {
        Party alice = platform.subscriber("alice", Map.of("sound_set", sounds));
        Party bob = platform.subscriber("bob", Map.of("block_in_list", List.of(alice.number())));
        try (Ear ear = new Ear()) {
            Caller call = platform.call(alice, bob.uri()).audioTo(ear.port());
            long began = System.nanoTime();
            Transcript transcript = call.refused(403);
            assertThat(System.nanoTime() - began).as("the announcement is played first").isGreaterThan(1_000_000L * LENGTH_MS);
            SipMessage progress = transcript.response(183);
            assertThat(progress.reason()).isEqualTo("Progress");
            assertThat(new String(progress.body(), StandardCharsets.UTF_8)).as("the relay's address").contains("c=IN IP4 127.0.0.1");
            assertThat(transcript.response(403).reason()).isEqualTo("Blocked by Callee");
            assertThat(ear.packets()).isBetween(LENGTH_MS / 20 - 10, MOST_PACKETS);
            JsonNode cdr = platform.cdr(call.callId());
            assertThat(cdr.path("call_status").asString()).isEqualTo("other");
            assertThat(cdr.path("call_code").asInt()).isEqualTo(403);
        }
    }

    @Test void anAnnouncementIsPlayedBeforeTheCallIsSetUpAsTheCallersEarlyMediaPermit() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of("sound_set", sounds, "play_announce_before_call_setup", true));
        hears(alice, bob, "supported, gated", "sendrecv");
        hears(alice, bob, "supported, recvonly", "sendonly");
        try (Callee phone = platform.answering(bob)) {
            Transcript silent = platform.call(alice, bob.uri()).with("P-Early-Media: supported, sendonly").answered();
            assertThat(silent.received()).noneMatch(message -> !message.isRequest() && message.status() == 183);
            phone.end();
        }
    }

    @Test void anAnnouncementIsPlayedBeforeACallThatIsRecorded() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of("sound_set", sounds, "record_call", "1", "play_announce_before_recording", "always"));
        hears(alice, bob, "supported", "sendrecv");
        try (Callee busy = platform.refusing(bob, 486, "Busy Here")) {
            assertThat(platform.call(alice, bob.uri()).refused(486).response(183).reason()).isEqualTo("Progress");
            busy.end();
        }
    }

    @Test void whoAnswersHearsAnAnnouncementFromTheRelay() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of("sound_set", sounds, "play_announce_to_callee", true));
        platform.register(bob);
        try (Ear ear = new Ear();
             Callee phone = platform.playing(bob, ringing().send(answer(ear)).expect("ACK").expect("BYE").sendOnce(Scenario.ok()));
             Sipp call = platform.call(alice, bob.uri()).talking(2 * LENGTH_MS)) {
            call.end();
            phone.end();
            assertThat(ear.packets()).isBetween(LENGTH_MS / 20 - 10, MOST_PACKETS);
        }
    }

    @Test void whoIsHeldHearsTheMusicOfWhoHoldsAgainAndAgain() throws Exception {
        Party alice = platform.subscriber("alice", Map.of("sound_set", sounds, "music_on_hold", true));
        Party bob = platform.subscriber("bob", Map.of());
        platform.register(bob);
        try (Ear ear = new Ear(); Callee phone = platform.playing(bob, ringing().send(answer(ear)).expect("ACK")
                .expect("INVITE").send(answer(ear).replace(";tag=[pid]t[call_number]", "")).expect("ACK").expect("BYE").sendOnce(Scenario.ok()));
             Sipp call = platform.call(alice, bob.uri()).holding(2 * LENGTH_MS)) {
            call.end();
            phone.end();
            assertThat(ear.packets()).isBetween(2 * LENGTH_MS / 20 - 20, 2 * LENGTH_MS / 20 + 20);
        }
    }

    @Test void afterAnAnnouncementTheRelayPlaysARingbackToneUntilTheAnswer() throws Exception {
        int rings = 2 * LENGTH_MS;
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of("sound_set", sounds, "play_announce_before_call_setup", true, "play_emulated_ringback_tone", true));
        platform.register(bob);
        try (Ear ear = new Ear(); Callee phone = platform.playing(bob, ringing().pause(rings).send(Scenario.response(200, "OK", Scenario.sdp())).expect("ACK")
                .expect("BYE").sendOnce(Scenario.ok()))) {
            platform.call(alice, bob.uri()).audioTo(ear.port()).answered();
            phone.end();
            assertThat(ear.packets()).isBetween((LENGTH_MS + rings) / 20 - 20, (LENGTH_MS + rings) / 20 + 20);
        }
    }

    private static Scenario ringing() {
        return new Scenario().expect("INVITE").sendOnce(Scenario.response(180, "Ringing", Scenario.noBody()));
    }

    private static String answer(Ear ear) {
        return Scenario.response(200, "OK", Scenario.sdp()).replace("[media_port]", Integer.toString(ear.port()));
    }

    private void hears(Party alice, Party bob, String wanted, String granted) throws Exception {
        try (Ear ear = new Ear(); Callee phone = platform.registered(bob)) {
            Transcript transcript = platform.call(alice, bob.uri()).audioTo(ear.port()).with("P-Early-Media: " + wanted).answered();
            SipMessage progress = transcript.response(183);
            assertThat(progress.header("P-Early-Media")).contains(granted);
            assertThat(transcript.response(180).reason()).isEqualTo("Ringing");
            assertThat(ear.packets()).isBetween(LENGTH_MS / 20 - 10, MOST_PACKETS);
            phone.end();
        }
    }
}
