package io.tandem.relay.sdp;

import java.net.InetAddress;
import java.util.List;

import io.tandem.relay.os.Endpoint;
import io.tandem.sdp.Direction;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SdpRewriterTest {
    private static final InetAddress RELAY = InetAddress.ofLiteral("127.0.0.1");
    private static final RewriteRules PLAIN = new RewriteRules(false, false, false, false);
    private static final String AUDIO = """
            v=0
            o=alice 1 1 IN IP4 192.0.2.1
            s=call
            c=IN IP4 192.0.2.1
            t=0 0
            a=x-unknown:session
            m=audio 4000 RTP/AVP 8 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/16000
            a=x-unknown:media
            """;

    private static List<String> rewritten(String sdp, RewriteRules rules, LocalMedia... ends) {
        return new SdpRewriter(rules).rewrite(SessionDescription.parse(sdp), List.of(ends), RELAY).toString().lines().toList();
    }

    private static LocalMedia end() {
        return new LocalMedia(RELAY, 30000, 30001, false, false);
    }

    @Test
    void theRelayTakesThePlaceOfThePartyAndKeepsTheRest() {
        assertThat(rewritten(AUDIO, PLAIN, end())).containsExactly("v=0", "o=alice 1 1 IN IP4 192.0.2.1", "s=call", "c=IN IP4 127.0.0.1",
                "t=0 0",
                "a=x-unknown:session", "m=audio 30000 RTP/AVP 8 101", "a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/16000",
                "a=x-unknown:media", "a=sendrecv", "a=rtcp:30001");
    }

    @Test
    void theRulesAddOriginAndFullRtcpAddressOrLeaveTheDirection() {
        List<String> lines = rewritten(AUDIO, new RewriteRules(true, false, true, true), end());
        assertThat(lines).contains("o=alice 1 1 IN IP4 127.0.0.1", "a=rtcp:30001 IN IP4 127.0.0.1").doesNotContain("a=sendrecv");
    }

    @Test
    void candidatesAndBundlesThatWouldLeadPastTheRelayAreRemoved() {
        String webRtc = AUDIO
                + "a=candidate:1 1 UDP 1 192.0.2.1 4000 typ host\na=ice-ufrag:x\na=ice-pwd:y\n"
                + "a=end-of-candidates\na=rtcp-mux\na=rtcp:4001\na=mid:0\n";
        assertThat(rewritten(webRtc.replace("t=0 0\n", "t=0 0\na=group:BUNDLE 0\na=ice-lite\n"), PLAIN, end()))
                .contains("a=mid:0").noneMatch(line -> line.startsWith("a=ice") || line.contains("candidate") || line.contains("BUNDLE"))
                .doesNotContain("a=rtcp-mux", "a=rtcp:4001");
    }

    @Test
    void aSectionsOwnConnectionIsReplacedInItsPlace() {
        assertThat(rewritten(AUDIO.replace("a=rtpmap:8 ", "c=IN IP4 192.0.2.9\na=rtpmap:8 "), PLAIN, end()))
                .containsSubsequence("m=audio 30000 RTP/AVP 8 101", "c=IN IP4 127.0.0.1", "a=rtpmap:8 PCMA/8000");
        assertThat(rewritten(AUDIO.replace("c=IN IP4 192.0.2.1\n", "").replace("a=rtpmap:8 ", "c=IN IP4 192.0.2.9\na=rtpmap:8 "), PLAIN,
                end()))
                .doesNotContain("c=IN IP4 192.0.2.9").containsOnlyOnce("c=IN IP4 127.0.0.1");
    }

    @Test
    void aRefusedLineStaysWithPortZero() {
        LocalMedia refused = new LocalMedia(RELAY, 0, 0, false, false);
        assertThat(rewritten(AUDIO + "m=video 0 RTP/AVP 96\n", PLAIN, end(), refused)).contains("m=audio 30000 RTP/AVP 8 101",
                "m=video 0 RTP/AVP 96");
    }

    @Test
    void anOldStyleHoldIsShownAsSuch() {
        LocalMedia held = new LocalMedia(RELAY, 30000, 30001, false, true);
        String hold = AUDIO.replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0");
        assertThat(rewritten(hold, PLAIN, held)).contains("c=IN IP4 0.0.0.0");
        assertThat(rewritten(hold, new RewriteRules(false, true, false, false), held)).contains("c=IN IP4 127.0.0.1");
    }

    @Test
    void aDirectionIsKept() {
        assertThat(rewritten(AUDIO + "a=sendonly\n", PLAIN, end())).contains("a=sendonly").doesNotContain("a=sendrecv");
        assertThat(rewritten(AUDIO.replace("t=0 0\n", "t=0 0\na=inactive\n"), PLAIN, end())).contains("a=inactive")
                .doesNotContain("a=sendrecv");
    }

    @Test
    void theReaderTakesAddressesClocksAndDirection() throws Exception {
        RemoteMedia media = SdpReader.media(SessionDescription.parse(AUDIO + "a=rtcp:5001 IN IP4 192.0.2.8\na=sendonly\na=rtcp-mux\n"))
                .getFirst();
        assertThat(media.rtp()).contains(Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 4000));
        assertThat(media.rtcp()).contains(Endpoint.of(InetAddress.ofLiteral("192.0.2.8"), 5001));
        assertThat(media.clockRatesHz()[101]).isEqualTo(16000);
        assertThat(media.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(media.rtcpMux()).isTrue();
        assertThat(media.codec()).isEqualTo("PCMA/8000");
        assertThat(media.isHeld()).isTrue();
    }

    @Test
    void aNameInPlaceOfAnAddressIsRefusedAsNobodyWaitsForDns() {
        assertThatThrownBy(() -> SdpReader.media(SessionDescription.parse(AUDIO.replace("c=IN IP4 192.0.2.1",
                "c=IN IP4 phone.example.org"))))
                .isInstanceOf(UnusableSdpException.class).hasMessageContaining("phone.example.org");
        assertThatThrownBy(() -> SdpReader.media(SessionDescription.parse(AUDIO.replace("c=IN IP4 192.0.2.1\n", ""))))
                .hasMessageContaining("no c= line");
        assertThatThrownBy(() -> SdpReader.media(SessionDescription.parse(AUDIO + "a=rtcp:x\n"))).hasMessageContaining("a=rtcp:x");
    }
}
