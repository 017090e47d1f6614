package io.tandem.appserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.tandem.codec.Goertzel;
import io.tandem.codec.WavFile;
import io.tandem.sdp.SessionDescription;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.rtp.RtpParty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole service with a real MySQL, real sockets and real time; the caller is the test. */
class AppserverIT {
    private static final String BOX = "sip:vmu" + MailboxFixture.NUMBER + "@voicebox.local";

    private MailboxFixture mailbox;
    private WholeService service;
    private InetSocketAddress sip;

    @BeforeEach
    void start() throws Exception {
        mailbox = new MailboxFixture();
        service = new WholeService();
        sip = service.sip();
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        mailbox.close();
    }

    @Test
    void callerLeavesAMessageThatIsInTheDatabaseWhenTheCallEnds() throws Exception {
        try (TestCaller alice = new TestCaller(sip, "it-1"); RtpParty audio = RtpParty.open(InetAddress.ofLiteral("127.67.0.2"))) {
            alice.sends("INVITE", BOX, "", SessionDescription.CONTENT_TYPE, sdp(audio.local()));
            SipMessage ok = alice.response("INVITE");
            assertThat(ok.status()).isEqualTo(200);
            String tag = ok.toTag().orElseThrow();
            var media = SessionDescription.parse(ok.body()).media().getFirst();
            InetSocketAddress rtp = new InetSocketAddress("127.67.0.1", media.port());
            audio.sendTo(rtp, rtp);
            alice.sends("ACK", BOX, tag, "text/plain", "");
            audio.talk(Duration.ofSeconds(4), 440);                        // over greeting and beep, then the message
            alice.sends("INFO", BOX, tag, "application/dtmf-relay", "Signal=#\r\nDuration=160\r\n");
            assertThat(alice.response("INFO").status()).isEqualTo(200);
            SipMessage bye = alice.request("BYE");
            List<MailboxFixture.Row> messages = mailbox.messages();
            alice.answers(bye);
            assertThat(messages).hasSize(1);
            check(messages.getFirst());
            assertThat(audio.received()).isGreaterThan(190);                // 4 s at 50 packets/s
        }
        assertThat(get("/actuator/health")).contains("\"status\":\"UP\"").contains("database");
        assertThat(get("/actuator/prometheus")).containsPattern("tandem_calls\\{service=\"appserver-service\"} 0").contains("tandem_transactions{service=");
    }

    private static void check(MailboxFixture.Row message) throws IOException {
        assertThat(message.folder()).isEqualTo("/var/spool/asterisk/voicemail/default/" + MailboxFixture.UUID + "/INBOX");
        assertThat(message.number()).isZero();
        assertThat(message.callerId()).isEqualTo("\"Alice\" <431001>");
        assertThat(message.callId()).isEqualTo("it-1");
        assertThat(message.duration()).isEqualTo("3");
        short[] samples = WavFile.decode(message.wav());
        assertThat(Goertzel.share(samples, 440)).isGreaterThan(0.8);
    }

    @Test
    void unknownMailboxIs404AndOptionsAre200() throws Exception {
        try (TestCaller alice = new TestCaller(sip, "it-2")) {
            alice.sends("INVITE", "sip:vmu999999@voicebox.local", "", SessionDescription.CONTENT_TYPE, sdp(new InetSocketAddress("127.67.0.2", 4000)));
            assertThat(alice.response("INVITE").status()).isEqualTo(404);
            alice.sends("OPTIONS", "sip:127.67.0.1", "", "text/plain", "");
            assertThat(alice.response("OPTIONS").status()).isEqualTo(200);
        }
    }

    @Test
    void callersOfARoomHearEachOther() throws Exception {
        InetAddress address = InetAddress.ofLiteral("127.67.0.2");
        try (TestCaller alice = new TestCaller(sip, "it-4"); RtpParty alices = RtpParty.open(address);
             TestCaller carol = new TestCaller(sip, "it-5"); RtpParty carols = RtpParty.open(address)) {
            joins(alice, alices);
            joins(carol, carols);
            Thread talking = Thread.ofVirtual().start(() -> carols.talk(Duration.ofSeconds(2), 700));
            alices.talk(Duration.ofSeconds(2), 440);
            talking.join();
            assertThat(alices.hears(700)).isTrue();
            assertThat(carols.hears(440)).isTrue();
            assertThat(get("/actuator/prometheus")).containsPattern("tandem_conference_participants\\{[^}]*} 2")
                    .containsPattern("tandem_conference_rooms\\{[^}]*} 1");
        }
    }

    private static void joins(TestCaller caller, RtpParty audio) throws IOException {
        String room = "sip:conf=" + MailboxFixture.NUMBER + "@conference.local";
        caller.sends("INVITE", room, "", SessionDescription.CONTENT_TYPE, sdp(audio.local()));
        SipMessage ok = caller.response("INVITE");
        assertThat(ok.status()).isEqualTo(200);
        InetSocketAddress rtp = new InetSocketAddress("127.67.0.1", SessionDescription.parse(ok.body()).media().getFirst().port());
        audio.sendTo(rtp, rtp);
        caller.sends("ACK", room, ok.toTag().orElseThrow(), "text/plain", "");
    }

    @Test
    void stopStoresTheMessageOfACallThatIsUp() throws Exception {
        try (TestCaller alice = new TestCaller(sip, "it-3"); RtpParty audio = RtpParty.open(InetAddress.ofLiteral("127.67.0.2"))) {
            alice.sends("INVITE", BOX, "", SessionDescription.CONTENT_TYPE, sdp(audio.local()));
            SipMessage ok = alice.response("INVITE");
            InetSocketAddress rtp = new InetSocketAddress("127.67.0.1", SessionDescription.parse(ok.body()).media().getFirst().port());
            audio.sendTo(rtp, rtp);
            alice.sends("ACK", BOX, ok.toTag().orElseThrow(), "text/plain", "");
            audio.talk(Duration.ofMillis(3_500), 440);
            service.close();
            alice.request("BYE");
            assertThat(mailbox.messages()).hasSize(1);
        }
    }

    private static String sdp(InetSocketAddress rtp) {
        return "v=0\r\no=- 1 1 IN IP4 127.67.0.2\r\ns=-\r\nc=IN IP4 127.67.0.2\r\nt=0 0\r\nm=audio " + rtp.getPort()
                + " RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n";
    }

    private String get(String path) throws Exception {
        String port = service.context().getEnvironment().getRequiredProperty("local.server.port");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
