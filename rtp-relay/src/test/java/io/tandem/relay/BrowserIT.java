package io.tandem.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import io.tandem.testkit.browser.Browser;
import io.tandem.testkit.browser.BrowserPage;
import io.tandem.testkit.rtp.RtpParty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Debian's Chromium and a plain RTP phone, or two of its pages, with the relay between them; the test carries the descriptions. */
class BrowserIT {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final double OF_BROWSER = 660;
    private static final double OF_PHONE = 440;
    private static final int ENOUGH_PACKETS = 50;
    private static final String TO_PLAIN = "transport-protocol=RTP/AVP ICE=remove rtcp-mux-demux";

    @TempDir static Path folder;
    private static Browser browser;

    private RelayNode relay;
    private NgClient ng;
    private BrowserPage page;
    private RtpParty phone;

    @BeforeAll
    static void startBrowser() throws Exception {
        Programs.require("chromium", "chromium");
        browser = Browser.start(folder, OF_BROWSER, Browser.class);
    }

    @AfterAll
    static void stopBrowser() throws Exception {
        if (browser != null) browser.close();
    }

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.on(23_400);
        ng = new NgClient(relay.controlAddress(), Encoding.BENCODE);
        page = browser.open();
        phone = RtpParty.open(HOST);
    }

    @AfterEach
    void stop() throws Exception {
        phone.close();
        ng.close();
        relay.close();
        page.close();
    }

    private String command(String name, String sdp, String flags) {
        Value.Dictionary reply = ng.command(NgClient.named(name).put("call-id", "call").put("from-tag", "a").put("to-tag", "b").put("sdp", sdp)
                .put("rtpp-flags", flags));
        return reply.text("sdp").orElseThrow(() -> new AssertionError(reply));
    }

    private String phoneSdp() {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + phone.local().getPort()
                + " RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";
    }

    private void phoneGot(String sdp) {
        MediaDescription audio = SessionDescription.parse(sdp).media().getFirst();
        assertThat(audio.protocol()).isEqualTo("RTP/AVP");
        int rtcp = audio.attribute("rtcp").map(Integer::valueOf).orElse(audio.port() + 1);
        phone.sendTo(new InetSocketAddress(HOST, audio.port()), new InetSocketAddress(HOST, rtcp));
    }

    /** Both talk until each must have heard the other. */
    private void talk() throws Exception {
        talk(2);
    }

    /** @param seconds at least; the phone talks on until both have heard enough, but for no longer than the page waits for that */
    private void talk(int seconds) throws Exception {
        long before = phone.received();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        AtomicBoolean heard = new AtomicBoolean();
        Thread talking = Thread.ofVirtual().start(() -> {
            phone.talk(Duration.ofSeconds(seconds), OF_PHONE);
            while ((!heard.get() || phone.received() - before <= ENOUGH_PACKETS) && System.nanoTime() < deadline) {
                phone.talk(Duration.ofSeconds(1), OF_PHONE);
            }
        });
        page.hears(OF_PHONE);
        heard.set(true);
        talking.join();
        assertThat(phone.received() - before).as("packets at the phone; " + page.report()).isGreaterThan(ENOUGH_PACKETS);
        assertThat(phone.hears(OF_BROWSER)).as("the browser's tone at the phone").isTrue();
    }

    @Test
    void aBrowserCallsAPlainPhone() throws Exception {
        page.capture(false);
        phoneGot(command("offer", page.offer(), TO_PLAIN));
        page.accept(command("answer", phoneSdp(), "ICE=force"));
        talk(6);
        assertThat(phone.reportsReceived()).as("the browser's reports").isPositive();
        assertThat(page.evaluate("party.remoteInbound('audio')")).as("the phone's reports at the browser").contains("\"packetsLost\":0");
    }

    @Test
    void aPlainPhoneCallsABrowser() throws Exception {
        page.capture(false);
        String answer = page.answer(command("offer", phoneSdp(), "WebRTC"));
        phoneGot(command("answer", answer, ""));
        talk();
    }

    @Test
    void aBrowserWhoseOfferHasNoCandidatesYetSendsThemLater() throws Exception {
        page.capture(false);
        String offer = page.offerWithoutCandidates();
        assertThat(offer).contains("c=IN IP4 0.0.0.0", "a=ice-options:trickle").doesNotContain("a=candidate");
        String toPhone = command("offer", offer, TO_PLAIN);
        assertThat(toPhone).contains("c=IN IP4 127.0.0.1").doesNotContain("0.0.0.0");
        phoneGot(toPhone);
        page.accept(command("answer", phoneSdp(), "ICE=force trickle-ICE"));
        fragment(page.candidates());
        talk();
    }

    private void fragment(String candidates) {
        Value.Dictionary reply = ng.command(NgClient.named("offer").put("call-id", "call").put("from-tag", "a").put("sdp", candidates)
                .put("rtpp-flags", "fragment"));
        assertThat(reply.text("result")).as(reply.toString()).contains("ok");
    }

    @Test
    void aBrowserTalksToARelayThatIsLite() throws Exception {
        page.capture(false);
        phoneGot(command("offer", page.offer(), TO_PLAIN + " ICE-lite=backward"));
        String answer = command("answer", phoneSdp(), "ICE=force");
        assertThat(answer).contains("a=ice-lite");
        page.accept(answer);
        talk();
    }

    @Test
    void aBrowserRestartsIceAndKeepsItsKeys() throws Exception {
        page.capture(false);
        phoneGot(command("offer", page.offer(), TO_PLAIN));
        String first = command("answer", phoneSdp(), "ICE=force");
        page.accept(first);
        talk();
        String again = page.evaluate("party.restart()");
        phoneGot(command("offer", again, TO_PLAIN));
        String second = command("answer", phoneSdp(), "ICE=force");
        assertThat(attribute(second, "ice-ufrag")).isNotEqualTo(attribute(first, "ice-ufrag"));
        assertThat(attribute(second, "fingerprint")).isEqualTo(attribute(first, "fingerprint"));
        page.accept(second);
        talk();
    }

    @Test
    void aBrowserThatBeginsAnewInTheSameCallGetsNewKeys() throws Exception {
        page.capture(false);
        phoneGot(command("offer", page.offer(), TO_PLAIN));
        page.accept(command("answer", phoneSdp(), "ICE=force"));
        talk();
        page.evaluate("party.close()");
        phoneGot(command("offer", page.offer(), TO_PLAIN));
        page.accept(command("answer", phoneSdp(), "ICE=force"));
        talk();
    }

    @Test
    void aBrowserTakesTheRelaysHandshake() throws Exception {
        page.capture(false);
        phoneGot(command("offer", page.offer(), TO_PLAIN));
        String answer = command("answer", phoneSdp(), "ICE=force DTLS=active");
        assertThat(answer).contains("a=setup:active");
        page.accept(answer);
        talk();
    }

    private static String attribute(String sdp, String name) {
        return SessionDescription.parse(sdp).media().getFirst().attribute(name).orElseThrow();
    }

    @Test
    void twoBrowsersHearAndSeeEachOtherThroughTheRelay() throws Exception {
        try (BrowserPage other = browser.open()) {
            page.capture(true);
            other.capture(true);
            String flags = "ICE=force recrypt";
            page.accept(command("answer", other.answer(command("offer", page.offer(), flags)), flags));
            page.hears(OF_BROWSER);
            other.hears(OF_BROWSER);
            page.sees();
            other.sees();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBrowserThatWantsOneTransportOnlyCallsAPlainPhone(boolean video) throws Exception {
        page.capture(video);
        String toPhone = command("offer", page.evaluate("party.offer(true, {bundlePolicy: 'max-bundle'})"), TO_PLAIN);
        phoneGot(toPhone);
        assertThat(toPhone).doesNotContain("a=group");
        String refused = video ? "m=video 0 RTP/AVP 96\r\n" : "";
        String answer = command("answer", phoneSdp() + refused, "ICE=force");
        assertThat(answer).contains("a=group:BUNDLE 0\r\n", "a=mid:0\r\n");
        page.accept(answer);
        talk();
    }

    @Test
    void twoBrowsersWithOneTransportEachHearAndSeeEachOther() throws Exception {
        try (BrowserPage other = browser.open()) {
            page.capture(true);
            other.capture(true);
            String flags = "ICE=force recrypt";
            String toOther = command("offer", page.evaluate("party.offer(true, {bundlePolicy: 'max-bundle'})"), flags);
            assertThat(toOther).contains("a=group:BUNDLE 0 1\r\n").doesNotContain("bundle-only");
            String answer = other.evaluate("party.answer('" + toOther.replace("\r", "\\r").replace("\n", "\\n") + "', {bundlePolicy: 'max-bundle'})");
            String toPage = command("answer", answer, flags);
            assertThat(SessionDescription.parse(toPage).media()).extracting(MediaDescription::port).doesNotContain(0).hasSize(2)
                    .containsOnly(SessionDescription.parse(toPage).media().getFirst().port());
            page.accept(toPage);
            page.hears(OF_BROWSER);
            other.hears(OF_BROWSER);
            page.sees();
            other.sees();
        }
    }

    /** Longer than the thirty seconds for which one consent lasts (RFC 7675 §5.1). */
    @Test
    void aBrowserGoesOnConsenting() throws Exception {
        page.capture(false);
        phoneGot(command("offer", page.offer(), TO_PLAIN));
        page.accept(command("answer", phoneSdp(), "ICE=force"));
        talk(35);
        talk();
    }
}
