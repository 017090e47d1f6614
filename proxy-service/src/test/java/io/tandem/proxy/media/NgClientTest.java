package io.tandem.proxy.media;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NgClientTest {
    private record Datagram(String text, InetSocketAddress relay) {
        String cookie() {
            return text.substring(0, text.indexOf(' '));
        }
    }

    private static final InetSocketAddress FIRST = new InetSocketAddress("127.0.0.1", 12222);
    private static final InetSocketAddress SECOND = new InetSocketAddress("127.0.0.2", 12222);
    private final ManualScheduler time = new ManualScheduler();
    private final List<Datagram> sent = new ArrayList<>();
    private final NgClient client = client(List.of(FIRST, SECOND));

    private NgClient client(List<InetSocketAddress> relays) {
        RelayProperties properties = new RelayProperties(List.of("x"), "127.0.0.1:0", Duration.ofSeconds(1), 5, Duration.ofSeconds(60));
        return new NgClient(time, properties, relays, (data, relay) ->
                sent.add(new Datagram(new String(data, StandardCharsets.ISO_8859_1), relay)), "abc");
    }

    private void reply(Datagram to, String payload) {
        byte[] bytes = (to.cookie() + " " + payload).getBytes(StandardCharsets.ISO_8859_1);
        client.onDatagram(bytes, 0, bytes.length, to.relay());
    }

    private CompletableFuture<String> offer(String callId) {
        return client.describe(new MediaCommand.Offer(callId, "a", Optional.empty(), "v=0")).toCompletableFuture();
    }

    private static String ok(String sdp) {
        return new String(new Bencode.Dictionary(Map.of()).with("result", "ok").with("sdp", sdp).toBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test void theRelaysDescriptionComesBack() {
        CompletableFuture<String> sdp = offer("c1");
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().text()).startsWith("abc_1 d7:command5:offer7:call-id2:c1");
        reply(sent.getFirst(), ok("v=1"));
        assertThat(sdp).isCompletedWithValue("v=1");
        assertThat(client.pending()).isZero();
        assertThat(time.waitingTasks()).isZero();
    }

    @Test void aKeyIsPressedForTheParty() {
        CompletableFuture<Void> pressed = client.press(new MediaCommand.Digit("c1", "a", '#', 160)).toCompletableFuture();
        assertThat(sent.getFirst().text()).contains("7:command9:play DTMF", "4:code1:#", "8:duration3:160", "8:from-tag1:a");
        reply(sent.getFirst(), "d6:result2:oke");
        assertThat(pressed).isCompleted();
        CompletableFuture<Void> refused = client.press(new MediaCommand.Digit("c1", "a", '1', 160)).toCompletableFuture();
        reply(sent.getLast(), "d12:error-reason8:no codec6:result5:errore");
        assertThat(refused).isCompletedExceptionally();
    }

    @Test void aSoundIsPlayedToTheParty() {
        CompletableFuture<Void> played = client.play(new MediaCommand.Sound("c1", "b", 77, false)).toCompletableFuture();
        assertThat(sent.getFirst().text()).contains("7:command10:play media", "5:db-id2:77", "8:from-tag1:b");
        reply(sent.getFirst(), "d6:result2:oke");
        assertThat(played).isCompleted();
        client.play(new MediaCommand.Sound("c1", "a", 78, true));
        assertThat(sent.getLast().text()).contains("5:db-id2:78", "8:from-tag1:a", "12:repeat-times7:1000000");
        client.silence(new MediaCommand.Silence("c1", "a"));
        assertThat(sent.getLast().text()).contains("7:command10:stop media", "8:from-tag1:a");
    }

    @Test void musicOnHoldIsADictionary() {
        client.describe(new MediaCommand.Offer("c1", "a", Optional.empty(), "v=0", List.of("moh=db-id:77,mode:sendonly,connection:zero")));
        assertThat(sent.getFirst().text()).contains("3:mohd5:db-id2:774:mode8:sendonly10:connection4:zeroe");
    }

    @Test void valuesOfListsAreListsAsOtherRelaysWantThem() {
        client.describe(new MediaCommand.Offer("c1", "a", Optional.empty(), "v=0", List.of("rtcp-mux=demux", "SDES=off", "DTLS=off", "ICE=force", "debug")));
        assertThat(sent.getFirst().text()).contains("8:rtcp-muxl5:demuxe", "4:SDESl3:offe", "4:DTLS3:off", "3:ICE5:force", "5:flagsl5:debuge");
    }

    private static Bencode.Dictionary source(long mos, long loss, long jitter, long roundTripMicros) {
        Map<String, Bencode> average = Map.of("MOS", new Bencode.Whole(mos), "packet loss", new Bencode.Whole(loss), "jitter", new Bencode.Whole(jitter),
                "round-trip time", new Bencode.Whole(roundTripMicros));
        return new Bencode.Dictionary(Map.of()).with("average MOS", new Bencode.Dictionary(average));
    }

    @Test void theEndOfACallTellsHowItSounded() {
        CompletableFuture<Optional<CallQuality>> quality = client.delete("c1").toCompletableFuture();
        Bencode.Dictionary sources = new Bencode.Dictionary(Map.of()).with("1", source(44, 0, 2, 3000)).with("2", source(40, 4, 4, 5000))
                .with("3", new Bencode.Dictionary(Map.of()).with("packets", new Bencode.Whole(0)));
        reply(sent.getFirst(), new String(new Bencode.Dictionary(Map.of()).with("result", "ok").with("SSRC", sources).toBytes(), StandardCharsets.ISO_8859_1));
        assertThat(quality).isCompletedWithValue(Optional.of(new CallQuality(4.2, 2, 3, 4)));
        assertThat(time.waitingTasks()).isZero();
    }

    @Test void nobodyWaitsLongForHowItSounded() {
        CompletableFuture<Optional<CallQuality>> quality = client.delete("c1").toCompletableFuture();
        time.passes(Duration.ofMillis(299));
        assertThat(quality).isNotDone();
        time.passes(Duration.ofMillis(1));
        assertThat(quality).isCompletedWithValue(Optional.empty());
        reply(sent.getFirst(), ok("late"));
        assertThat(client.pending()).isZero();
    }

    @Test void aLostDatagramIsRepeatedWithItsCookie() {
        CompletableFuture<String> sdp = offer("c1");
        time.passes(Duration.ofMillis(1001));
        assertThat(sent).hasSize(2);
        assertThat(sent.getLast()).isEqualTo(sent.getFirst());
        reply(sent.getLast(), ok("v=1"));
        reply(sent.getLast(), ok("v=2"));
        assertThat(sdp).isCompletedWithValue("v=1");
    }

    @Test void aDeadRelayIsLeftForAnotherAndAvoidedForAMinute() {
        CompletableFuture<String> sdp = offer("c1");
        InetSocketAddress dead = sent.getFirst().relay();
        time.passes(Duration.ofSeconds(5));
        assertThat(sent).hasSize(6);
        assertThat(sent.getLast().relay()).isNotEqualTo(dead);
        reply(sent.getLast(), ok("v=1"));
        assertThat(sdp).isCompletedWithValue("v=1");
        client.describe(new MediaCommand.Answer("c1", "a", "b", "v=0"));
        assertThat(sent.getLast().relay()).as("the call stays where it is").isNotEqualTo(dead);
        reply(sent.getLast(), ok("v=1"));
        for (int i = 0; i < 20; i++) {
            offer("other" + i);
            assertThat(sent.getLast().relay()).isNotEqualTo(dead);
            reply(sent.getLast(), ok("v=1"));
        }
        time.passes(Duration.ofSeconds(61));
        offer("c1x");
        client.delete("c1");
        assertThat(sent.getLast().relay()).isNotEqualTo(dead);
    }

    @Test void callsSpreadOverRelaysAndARestartedProxyFindsThem() {
        for (int i = 0; i < 100; i++) {
            offer("call" + i);
        }
        assertThat(sent.stream().filter(datagram -> datagram.relay().equals(FIRST)).count()).isBetween(25L, 75L);
        List<InetSocketAddress> before = sent.stream().map(Datagram::relay).toList();
        sent.clear();
        NgClient restarted = client(List.of(SECOND, FIRST));
        for (int i = 0; i < 100; i++) {
            restarted.delete("call" + i);
        }
        assertThat(sent.stream().map(Datagram::relay).toList()).isEqualTo(before);
    }

    @Test void withoutAnyRelayTheCommandFails() {
        CompletableFuture<String> sdp = offer("c1");
        time.passes(Duration.ofSeconds(11));
        assertThat(sdp).isCompletedExceptionally();
        assertThat(sdp.exceptionNow()).isInstanceOf(MediaRelayException.class).hasMessageContaining("did not answer Offer of call c1");
    }

    @Test void refusalsAndRubbishFailTheCommand() {
        CompletableFuture<String> refused = offer("c1");
        reply(sent.getLast(), "d6:result5:error12:error-reason16:Ran out of portse");
        assertThat(refused.exceptionNow()).hasMessageContaining("Ran out of ports");
        CompletableFuture<String> rubbish = offer("c2");
        reply(sent.getLast(), "d6:result");
        assertThat(rubbish.exceptionNow()).hasMessageContaining("bad bencode");
        CompletableFuture<String> list = offer("c3");
        reply(sent.getLast(), "le");
        assertThat(list.exceptionNow()).hasMessageContaining("no dictionary");
    }

    @Test void aReplyFromElsewhereOrWithoutCommandIsIgnored() {
        CompletableFuture<String> sdp = offer("c1");
        reply(new Datagram(sent.getFirst().text(), new InetSocketAddress("127.0.0.9", 1)), ok("forged"));
        reply(new Datagram("unknown ", FIRST), ok("v=1"));
        assertThat(sdp).isNotDone();
    }
}
