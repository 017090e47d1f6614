package io.tandem.relay.sdp;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

import io.tandem.relay.os.Endpoint;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MalformedSdpException;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SdpRewriterTest {
    private static final InetAddress RELAY = InetAddress.ofLiteral("127.0.0.1");
    private static final RewriteRules PLAIN = new RewriteRules(false, false, false, false, false, false, false);
    private static final String AUDIO = """
            v=0
            o=alice 1 7 IN IP4 192.0.2.1
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
        return rewritten(sdp, rules, new ShownOrigin(), ends);
    }

    private static List<String> rewritten(String sdp, RewriteRules rules, ShownOrigin origin, LocalMedia... ends) {
        return new SdpRewriter(rules).rewrite(SessionDescription.parse(sdp), List.of(ends), RELAY, origin).toString().lines().toList();
    }

    private static LocalMedia end() {
        return new LocalMedia(RELAY, 30000, false);
    }

    @Test
    void theRelayTakesThePlaceOfThePartyAndKeepsTheRest() {
        assertThat(rewritten(AUDIO, PLAIN, end())).containsExactly("v=0", "o=alice 1 7 IN IP4 192.0.2.1", "s=call", "c=IN IP4 127.0.0.1",
                "t=0 0", "a=x-unknown:session", "m=audio 30000 RTP/AVP 8 101", "a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/16000",
                "a=x-unknown:media");
    }

    @Test
    void theSessionsOwnLinesAreReplacedAsAskedFor() {
        assertThat(rewritten(AUDIO, new RewriteRules(true, false, false, false, false, false, false), end())).contains("o=alice 1 7 IN IP4 127.0.0.1");
        assertThat(rewritten(AUDIO, new RewriteRules(false, false, true, false, false, true, false), end())).contains("o=- 1 7 IN IP4 192.0.2.1",
                "s=-");
        assertThat(rewritten(AUDIO, new RewriteRules(false, true, false, false, false, false, false), end()).get(1))
                .matches("o=- [0-9]{1,19} 7 IN IP4 127\\.0\\.0\\.1");
    }

    @Test
    void theRelaysOwnVersionRisesWithEveryChangeAndOnlyThen() {
        RewriteRules version = new RewriteRules(false, false, false, true, false, false, false);
        ShownOrigin origin = new ShownOrigin();
        String held = AUDIO + "a=sendonly\n";
        assertThat(rewritten(AUDIO, version, origin, end()).get(1)).isEqualTo("o=alice 1 7 IN IP4 192.0.2.1");
        assertThat(rewritten(AUDIO.replace(" 7 ", " 99 "), version, origin, end()).get(1)).isEqualTo("o=alice 1 7 IN IP4 192.0.2.1");
        assertThat(rewritten(held, version, origin, end()).get(1)).isEqualTo("o=alice 1 8 IN IP4 192.0.2.1");
        RewriteRules force = new RewriteRules(false, false, false, false, true, false, false);
        assertThat(rewritten(held, force, origin, end()).get(1)).isEqualTo("o=alice 1 9 IN IP4 192.0.2.1");
    }

    @Test
    void bundlesAndCandidatesOfTheSessionAreRemoved() {
        assertThat(rewritten(AUDIO.replace("t=0 0\n", "t=0 0\na=group:BUNDLE 0\na=ice-lite\na=ice-ufrag:x\n"), PLAIN, end()))
                .noneMatch(line -> line.startsWith("a=ice") || line.contains("BUNDLE"));
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
        assertThat(rewritten(AUDIO + "m=video 0 RTP/AVP 96\n", PLAIN, end(), LocalMedia.rejected(RELAY))).contains("m=audio 30000 RTP/AVP 8 101",
                "m=video 0 RTP/AVP 96");
    }

    @Test
    void anOldStyleHoldIsShownAsSuch() {
        LocalMedia held = new LocalMedia(RELAY, 30000, true);
        String hold = AUDIO.replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0");
        assertThat(rewritten(hold, PLAIN, held)).contains("c=IN IP4 0.0.0.0");
        assertThat(rewritten(hold, new RewriteRules(false, false, false, false, false, false, true), held)).contains("c=IN IP4 127.0.0.1");
    }

    @Test
    void attributesAreAddedRemovedAndSubstitutedByMediaType() {
        Value add = new Value.Items(List.of(new Value.Text("x-new:1")));
        Value remove = new Value.Items(List.of(new Value.Text("x-unknown")));
        Value pair = new Value.Items(List.of(new Value.Items(List.of(new Value.Text("rtpmap:8 PCMA/8000"), new Value.Text("rtpmap:8 PCMA/16000")))));
        Value.Dictionary audio = new Value.Dictionary(Map.of("add", add, "remove", remove, "substitute", pair));
        SessionDescription edited = new AttributeEdits(Value.Dictionary.builder().put("audio", audio).build())
                .applied(SessionDescription.parse(AUDIO));
        assertThat(edited.toString()).contains("a=x-unknown:session", "a=x-new:1", "a=rtpmap:8 PCMA/16000").doesNotContain("a=x-unknown:media",
                "PCMA/8000");
    }

    @Test
    void anAttributeCannotSmuggleInALine() {
        Value.Dictionary audio = Value.Dictionary.builder().put("add", new Value.Items(List.of(new Value.Text("x\r\nm=video 1 RTP/AVP 9")))).build();
        AttributeEdits edits = new AttributeEdits(Value.Dictionary.builder().put("audio", audio).build());
        assertThatThrownBy(() -> edits.applied(SessionDescription.parse(AUDIO))).isInstanceOf(MalformedSdpException.class);
    }

    @Test
    void theReaderTakesAddressesClocksAndDirection() throws Exception {
        RemoteMedia media = SdpReader.media(SessionDescription.parse(AUDIO + "a=rtcp:5001 IN IP4 192.0.2.8\na=sendonly\na=rtcp-mux\n"))
                .getFirst();
        assertThat(media.rtp()).contains(Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 4000));
        assertThat(media.rtcp()).contains(Endpoint.of(InetAddress.ofLiteral("192.0.2.8"), 5001));
        assertThat(media.clockRatesHz()[101]).isEqualTo(16000);
        assertThat(media.eventTypes()).containsExactly(101);
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
