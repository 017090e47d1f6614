package io.tandem.proxy.codec;

import java.util.List;
import java.util.Map;

import io.tandem.data.snapshot.Preferences;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FilteredSdpTest {
    private static final String OFFER = """
        v=0\r
        o=- 1 1 IN IP4 192.0.2.1\r
        s=-\r
        c=IN IP4 192.0.2.1\r
        t=0 0\r
        m=audio 4000 RTP/AVP 9 8 0 18 101 100\r
        a=rtpmap:9 G722/8000\r
        a=rtpmap:8 PCMA/8000\r
        a=rtpmap:18 G729/8000\r
        a=fmtp:18 annexb=no\r
        a=rtpmap:101 telephone-event/8000\r
        a=fmtp:101 0-15\r
        a=rtpmap:100 telephone-event/16000\r
        a=fmtp:100 0-15\r
        a=ptime:20\r
        a=sendrecv\r
        m=video 5000 RTP/AVP 97\r
        a=rtpmap:97 H264/90000\r
        a=fmtp:97 packetization-mode=1\r
        """;

    private static CodecFilter filter(String mode, String codecs) {
        return CodecFilter.of(new Preferences(Map.of("codecs_filter", List.of(mode), "codecs_list", List.of(codecs))));
    }

    @Test void aWhitelistLeavesTheListedCodecsNarrowbandEventsAndAllOtherAttributes() {
        assertThat(FilteredSdp.of(OFFER, List.of(filter("1", "PCMA, telephone-event")))).isEqualTo("""
            v=0\r
            o=- 1 1 IN IP4 192.0.2.1\r
            s=-\r
            c=IN IP4 192.0.2.1\r
            t=0 0\r
            m=audio 4000 RTP/AVP 8 101\r
            a=rtpmap:8 PCMA/8000\r
            a=rtpmap:101 telephone-event/8000\r
            a=fmtp:101 0-15\r
            a=ptime:20\r
            a=sendrecv\r
            m=video 0 RTP/AVP 97\r
            a=rtpmap:97 H264/90000\r
            a=fmtp:97 packetization-mode=1\r
            """);
    }

    @Test void aBlacklistTakesTheListedCodecsAwayThoseWithoutRtpmapToo() {
        String filtered = FilteredSdp.of(OFFER, List.of(filter("0", "PCMU,G729,telephone-event/16000")));
        assertThat(filtered).contains("m=audio 4000 RTP/AVP 9 8 101\r\n", "m=video 5000 RTP/AVP 97\r\n").doesNotContain("G729", "annexb", "fmtp:100");
    }

    @Test void bothPartiesRestrictAndWhatNobodyListsStaysAsItIs() {
        assertThat(FilteredSdp.of(OFFER, List.of(filter("1", "PCMA,PCMU,H264"), filter("0", "PCMU")))).contains("m=audio 4000 RTP/AVP 8\r\n",
                "m=video 5000 RTP/AVP 97\r\n");
        assertThat(FilteredSdp.of(OFFER, List.of())).isSameAs(OFFER);
        assertThat(FilteredSdp.of(OFFER, List.of(filter("0", "opus")))).isEqualTo(OFFER);
    }

    @Test void mediaThatAPartyDoesNotTakeIsDisabledAndOtherProtocolsAreLeftAlone() {
        CodecFilter noVideo = CodecFilter.of(new Preferences(Map.of("sdp_media_remove", List.of("video"))));
        assertThat(FilteredSdp.of(OFFER, List.of(noVideo))).contains("m=video 0 RTP/AVP 97\r\n", "m=audio 4000 RTP/AVP 9 8 0 18 101 100\r\n");
        String fax = "v=0\nm=image 6000 udptl t38\na=T38FaxVersion:0\n";
        assertThat(FilteredSdp.of(fax, List.of(filter("1", "PCMA")))).isEqualTo(fax);
    }

    @Test void aDescriptionIsEmptyIfAllItsMediaAreDisabled() {
        assertThat(FilteredSdp.isEmpty(OFFER)).isFalse();
        assertThat(FilteredSdp.isEmpty(FilteredSdp.of(OFFER, List.of(filter("1", "opus"))))).isTrue();
        assertThat(FilteredSdp.isEmpty("v=0\r\ns=-\r\n")).as("nothing was offered").isFalse();
    }

    @Test void whatIsNoDescriptionComesOutAsItIs() {
        for (String text : new String[] {"", "m=", "m=audio", "m=audio x RTP/AVP 8\r\n", "m=audio 4000 RTP/AVP\r\n", "\r\n\r\n", "a=rtpmap:x"}) {
            assertThat(FilteredSdp.of(text, List.of(filter("1", "opus")))).isEqualTo(text);
        }
    }

    @Test void aFilterSurvivesItsWayThroughARoute() {
        List<CodecFilter> parties = List.of(filter("1", "PCMA,telephone-event"), filter("0", "opus/48000"),
                CodecFilter.of(new Preferences(Map.of("sdp_media_remove", List.of("video")))));
        assertThat(CodecFilter.parse(CodecFilter.token(parties).orElseThrow())).isEqualTo(parties);
        assertThat(CodecFilter.token(List.of(CodecFilter.NONE))).isEmpty();
        assertThat(CodecFilter.parse("no token!")).isEmpty();
        assertThat(CodecFilter.of(new Preferences(Map.of("codecs_filter", List.of("1"))))).as("a whitelist of nothing").isEqualTo(CodecFilter.NONE);
    }
}
