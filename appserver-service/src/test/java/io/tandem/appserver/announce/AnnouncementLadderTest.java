package io.tandem.appserver.announce;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.session.CallServer;
import io.tandem.appserver.session.SessionProperties;
import io.tandem.codec.G711;
import io.tandem.codec.SineTone;
import io.tandem.net.DatagramReceiver;
import io.tandem.net.UdpSocket;
import io.tandem.rtp.RtpPacket;
import io.tandem.sdp.SessionDescription;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionTimers;
import io.tandem.sip.transport.Flow;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Announcements in early media (signalling.md §2.20), asked for by the proxy (P) and played here (M). */
class AnnouncementLadderTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 5070);
    private static final InetSocketAddress PROXY = new InetSocketAddress("127.0.0.1", 5062);
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0 8\r\na=sendrecv\r\n";
    private static final String REFUSAL = "audio_id=7;play_looped=no;fr_code=403;fr_reason=\"Blocked by Callee\"";
    private final ManualScheduler time = new ManualScheduler();
    private final Deque<SipMessage> heard = new ArrayDeque<>();
    private final List<RtpPacket> audio = new ArrayList<>();
    private final Map<Integer, short[]> files = new HashMap<>(Map.of(7, new SineTone(440, 8000).next(9600), 8, new SineTone(440, 8000).next(4800)));
    private final CallServer server;
    private final TransactionLayer layer;
    private int openSockets;

    AnnouncementLadderTest() {
        Announcements application = new Announcements(id -> CompletableFuture.completedFuture(files.getOrDefault(id, new short[0])),
                new AnnouncementProperties("app.local", Duration.ofSeconds(5)));
        server = new CallServer(time, this::open, new SessionProperties("127.0.0.1", 5070, 10, "Tandem", Duration.ofSeconds(4)), List.of(application));
        layer = new TransactionLayer((message, _) -> heard.add(SipMessage.parse(message.toBytes())), time, server, TransactionTimers.rfc3261(),
                "127.0.0.1:5070");
        server.connect(layer, LOCAL);
    }

    private UdpSocket open(DatagramReceiver receiver) {
        openSockets++;
        return new UdpSocket() {
            @Override public InetSocketAddress localAddress() {
                return new InetSocketAddress("127.0.0.1", 41000);
            }

            @Override public void send(byte[] data, int offset, int length, InetSocketAddress to) {
                assertThat(to).isEqualTo(new InetSocketAddress("127.0.0.9", 30000));
                audio.add(RtpPacket.parse(data, offset, length).orElseThrow());
            }

            @Override public void close() {
                openSockets--;
            }
        };
    }

    private static String invite(String method, String application, String parameters, String body, String more) {
        return method + " sip:earlyannounce@app.local SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                + "From: <sip:431001@example.org>;tag=a1\r\nTo: <sip:bob@example.org>\r\nCall-ID: c1\r\nCSeq: 1 " + method + "\r\n"
                + "Contact: <sip:alice@127.0.0.9:5060>\r\nP-App-Name: " + application + "\r\nP-App-Param: " + parameters + "\r\n" + more
                + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void asks(String text) {
        layer.onMessage(SipMessage.parse(text.getBytes(StandardCharsets.UTF_8)), Flow.udp(LOCAL, PROXY));
        time.runDue();
    }

    private SipMessage hears(int status) {
        assertThat(heard).as("a " + status).isNotEmpty();
        SipMessage message = heard.remove();
        assertThat(message.status()).isEqualTo(status);
        return message;
    }

    private void isIdle() {
        time.passes(Duration.ofSeconds(40));
        assertThat(server.calls()).isZero();
        assertThat(openSockets).isZero();
        assertThat(layer.size()).isZero();
    }

    @Test void aRefusalIsPlayedBeforeItIsGiven() {
        asks(invite("INVITE", "early_dbprompt", REFUSAL, SDP, ""));              // P ── INVITE ─▶ M
        hears(100);
        SipMessage progress = hears(183);                                        // P ◀─  183  ─── M
        assertThat(progress.reason()).isEqualTo("Progress");
        assertThat(progress.toTag()).isPresent();
        SessionDescription answer = SessionDescription.parse(progress.body());
        assertThat(answer.media().getFirst().formats()).containsExactly("0");
        time.passes(Duration.ofMillis(1100));
        assertThat(heard).isEmpty();
        time.passes(Duration.ofMillis(200));
        SipMessage refusal = hears(403);                                         // P ◀─  403  ─── M
        assertThat(refusal.reason()).isEqualTo("Blocked by Callee");
        assertThat(refusal.toTag()).isEqualTo(progress.toTag());
        assertThat(audio).hasSizeBetween(60, 61).allSatisfy(packet -> assertThat(packet.payloadType()).isZero());
        assertThat(G711.PCMU.decode(audio.get(5).payload())[7]).isNotZero();
        isIdle();
    }

    @Test void aRefusalMayBeToldInACallThatEndsWithIt() {
        asks(invite("INVITE", "early_dbprompt", "conn_type=established;" + REFUSAL, SDP, ""));
        hears(100);
        SipMessage ok = hears(200);                                              // P ◀─  200  ─── M
        asks(invite("ACK", "early_dbprompt", REFUSAL, "", "").replace("To: <sip:bob@example.org>", "To: " + ok.header("To").orElseThrow()));
        time.passes(Duration.ofMillis(1100));
        assertThat(heard).isEmpty();
        time.passes(Duration.ofMillis(200));
        SipMessage bye = heard.remove();                                         // P ◀─  BYE  ─── M
        assertThat(bye.method()).isEqualTo("BYE");
        asks(SipMessage.response(bye, 200, "OK").toString());
        assertThat(audio).hasSizeBetween(60, 61);
        isIdle();
    }

    @Test void soundsBeforeACallArePlayedOneAfterTheOtherAndEndWith301() {
        asks(invite("INVITE", "pre_announce", "reply_180=no;audio_id=8;audio2_id=7", SDP, ""));
        hears(100);
        hears(183);
        time.passes(Duration.ofMillis(1700));
        assertThat(heard).isEmpty();
        time.passes(Duration.ofMillis(200));
        assertThat(hears(301).reason()).isEqualTo("Message Ended");
        isIdle();
    }

    @Test void aSoundThatIsGoneLeavesTheRefusal() {
        files.clear();
        asks(invite("INVITE", "early_dbprompt", REFUSAL, SDP, ""));
        hears(100);
        assertThat(hears(403).reason()).isEqualTo("Blocked by Callee");
        isIdle();
    }

    @Test void whoOffersNothingOrWantsReliableResponsesIsRefusedAtOnce() {
        asks(invite("INVITE", "early_dbprompt", REFUSAL, "", ""));
        hears(100);
        hears(403);
        asks(invite("INVITE", "early_dbprompt", REFUSAL, SDP, "Require: 100rel\r\n").replace("z9hG4bK1", "z9hG4bK2").replace("c1", "c2"));
        hears(100);
        hears(403);
        isIdle();
    }

    @Test void aSoundPlaysNoLongerThanPermitted() {
        files.put(7, new short[8000 * 60]);
        asks(invite("INVITE", "early_dbprompt", REFUSAL, SDP, ""));
        hears(100);
        hears(183);
        time.passes(Duration.ofMillis(4900));
        assertThat(heard).isEmpty();
        time.passes(Duration.ofMillis(200));
        hears(403);
    }

    @Test void aLoopedSoundIsPlayedAgainAndAgainForAsLongAsPermitted() {
        asks(invite("INVITE", "early_dbprompt", REFUSAL.replace("looped=no", "looped=yes"), SDP, ""));
        hears(100);
        hears(183);
        time.passes(Duration.ofMillis(4900));
        assertThat(heard).isEmpty();
        assertThat(audio.stream().skip(1)).as("no silence in between").allSatisfy(packet -> assertThat(G711.PCMU.decode(packet.payload())[7]).isNotZero());
        time.passes(Duration.ofMillis(200));
        assertThat(hears(403).reason()).isEqualTo("Blocked by Callee");
        isIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no offer", "no common codec", "reliable"})
    void whoCannotHearALoopedSoundIsRefusedAtOnce(String why) {
        asks(invite("INVITE", "early_dbprompt", REFUSAL.replace("looped=no", "looped=yes"), why.equals("no offer") ? ""
                : why.equals("reliable") ? SDP : SDP.replaceAll("RTP/AVP [ \\d]+", "RTP/AVP 18"), why.equals("reliable") ? "Require: 100rel\r\n" : ""));
        hears(100);
        hears(403);
        isIdle();
    }

    @Test void whoGivesUpWhileASoundIsLoopedHearsNoMore() {
        givesUp(REFUSAL.replace("looped=no", "looped=yes"), Duration.ofSeconds(6));
        assertThat(heard).as("the 487, which nobody has acknowledged").allMatch(message -> message.status() == 487);
        isIdle();
    }

    @Test void whoGivesUpHearsNoMore() {
        givesUp(REFUSAL, Duration.ofMillis(500));
        isIdle();
    }

    /** In the middle of the sound; after that nothing is played any more. */
    private void givesUp(String asked, Duration later) {
        asks(invite("INVITE", "early_dbprompt", asked, SDP, ""));
        hears(100);
        hears(183);
        time.passes(Duration.ofMillis(100));
        asks(invite("CANCEL", "early_dbprompt", REFUSAL, "", ""));
        assertThat(List.of(heard.remove().status(), heard.remove().status())).containsExactlyInAnyOrder(200, 487);
        int played = audio.size();
        time.passes(later);
        assertThat(audio).hasSize(played);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio_id=x;fr_code=403", "audio_id=7;fr_code=200", "audio_id=7", "fr_code=403", "\"", ""})
    void whatIsNotAskedRightIsRefused(String parameters) {
        asks(invite("INVITE", "early_dbprompt", parameters, SDP, ""));
        hears(100);
        hears(400);
        isIdle();
    }

    @Test void otherApplicationsAreNotHere() {
        asks(invite("INVITE", "sw_vsc", REFUSAL, SDP, ""));
        hears(404);
    }
}
