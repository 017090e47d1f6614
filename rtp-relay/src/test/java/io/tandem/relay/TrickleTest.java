package io.tandem.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A calls with ICE and has no candidates yet (RFC 8838); B is plain. Whether the relay has heard of a candidate shows by its check. */
class TrickleTest {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final int AWAIT_MILLIS = 2000;
    private static final int SILENCE_MILLIS = 300;

    private RelayNode relay;
    private NgClient ng;
    private DatagramSocket a;

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.at(HOST, 23_700);
        ng = new NgClient(relay.controlAddress(), Encoding.JSON);
        a = new DatagramSocket(new InetSocketAddress(HOST, 0));
    }

    @AfterEach
    void stop() {
        a.close();
        ng.close();
        relay.close();
    }

    private static String sdp(String media) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" + media;
    }

    private String offers() {
        return command("offer", sdp("m=audio 9 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\na=mid:voice\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
                + "a=ice-options:trickle\r\na=rtcp-mux\r\n"), "rtcp-mux-demux");
    }

    private String answered() {
        return command("answer", sdp("m=audio 4000 RTP/AVP 8\r\n"), "ICE=force trickle-ICE");
    }

    private String command(String name, String sdp, String flags) {
        Value.Dictionary reply = ng.command(NgClient.named(name).put("call-id", "call").put("from-tag", "a").put("to-tag", "b").put("sdp", sdp)
                .put("rtpp-flags", flags));
        assertThat(reply.text("result")).as(reply.toString()).contains("ok");
        return reply.text("sdp").orElse("");
    }

    private String trickles(String fragment) {
        return command("offer", "a=ice-ufrag:" + fragment + "\r\nm=audio 9 RTP/AVP 0\r\na=mid:voice\r\na=candidate:1 1 UDP 2130706431 127.0.0.1 "
                + a.getLocalPort() + " typ host\r\n", "fragment");
    }

    /** A connectivity check comes. */
    private boolean isChecked(int millis) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        a.setSoTimeout(millis);
        try {
            a.receive(packet);
            return packet.getLength() > 20 && packet.getData()[0] == 0 && packet.getData()[1] == 1;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void candidatesThatComeAfterTheCallIsAnsweredAreChecked() throws Exception {
        assertThat(offers()).doesNotContain("0.0.0.0", "a=ice-");
        assertThat(answered()).contains("a=ice-options:trickle", "a=end-of-candidates", "a=candidate:");
        assertThat(isChecked(SILENCE_MILLIS)).isFalse();
        assertThat(trickles("abcd")).isEmpty();
        assertThat(isChecked(AWAIT_MILLIS)).isTrue();
    }

    @Test
    void candidatesThatComeBeforeTheAnswerOrEvenTheOfferAreChecked() throws Exception {
        trickles("abcd");
        offers();
        answered();
        assertThat(isChecked(AWAIT_MILLIS)).isTrue();
    }

    @Test
    void candidatesOfOtherCredentialsAreNot() throws Exception {
        offers();
        answered();
        trickles("other");
        assertThat(isChecked(SILENCE_MILLIS)).isFalse();
    }

    @Test
    void aFragmentThatSaysNothingIsRefusedWithTheReason() {
        Value.Dictionary reply = ng.command(NgClient.named("offer").put("call-id", "call").put("from-tag", "a").put("sdp", "x").put("rtpp-flags", "fragment"));
        assertThat(reply.text("error-reason")).hasValueSatisfying(reason -> assertThat(reason).startsWith("Failed to parse SDP fragment"));
    }

    @Test
    void aRelayThatIsLiteSaysSoAndChecksNothing() throws Exception {
        command("offer", sdp("m=audio " + a.getLocalPort() + " RTP/AVP 8\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
                + "a=candidate:1 1 UDP 2130706431 127.0.0.1 " + a.getLocalPort() + " typ host\r\n"), "ICE-lite=backward");
        assertThat(answered()).contains("a=ice-lite");
        assertThat(isChecked(SILENCE_MILLIS)).isFalse();
    }
}
