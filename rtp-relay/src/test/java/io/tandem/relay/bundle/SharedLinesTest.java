package io.tandem.relay.bundle;

import java.util.List;

import io.tandem.relay.rtp.LineTable;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedLinesTest {
    private static final String OFFER = """
            v=0
            o=- 1 1 IN IP4 192.0.2.1
            s=-
            t=0 0
            a=group:BUNDLE a v
            m=audio 4000 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 192.0.2.1
            a=mid:a
            a=ice-ufrag:Wf3k
            a=ice-pwd:0123456789abcdefghijklmn
            a=candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host
            a=fingerprint:sha-256 A5
            a=setup:actpass
            a=rtcp-mux
            m=video 0 UDP/TLS/RTP/SAVPF 96
            a=bundle-only
            a=mid:v
            a=extmap:4/sendrecv urn:ietf:params:rtp-hdrext:sdes:mid
            a=ssrc:4294967295 cname:x
            a=ssrc:4294967295 msid:y
            """;

    private static MediaDescription video(String offer) {
        return SharedLines.writtenOut(SessionDescription.parse(offer)).media().get(1);
    }

    @Test
    void aLineThatIsForTheBundleOnlyIsWrittenOut() {
        MediaDescription video = video(OFFER);
        assertThat(video.port()).isEqualTo(4000);
        assertThat(video.connection()).isEqualTo(SessionDescription.parse(OFFER).media().getFirst().connection());
        assertThat(video.toString()).contains("a=ice-ufrag:Wf3k", "a=ice-pwd:", "a=candidate:", "a=fingerprint:", "a=setup:actpass", "a=rtcp-mux")
                .doesNotContain("bundle-only");
    }

    @Test
    void whatALineHasItKeeps() {
        assertThat(video(OFFER.replace("a=mid:v\n", "a=mid:v\na=ice-ufrag:own1\na=ice-pwd:zzzzzzzzzzzzzzzzzzzzzz\n")).attributes("ice-ufrag"))
                .containsExactly("own1");
        assertThat(video(OFFER.replace("a=mid:v\n", "a=mid:v\na=ice-ufrag:own1\n")).attribute("candidate")).isEmpty();
        assertThat(video(OFFER.replace("a=bundle-only\n", "")).isRejected()).isTrue();
    }

    @Test
    void linesThatCannotBeToldApartAndOtherProtocolsStayAsTheyAre() {
        assertThat(video(OFFER.replaceAll(" 96\n", " 111\n").replaceAll("a=(extmap|ssrc).*\n", "")).isRejected()).isTrue();
        assertThat(video(OFFER.replace("m=video 0 UDP/TLS/RTP/SAVPF 96", "m=application 0 UDP/DTLS/SCTP webrtc-datachannel")).isRejected()).isTrue();
    }

    @Test
    void whatTellsALineApartIsInItsSection() {
        List<MediaDescription> media = SessionDescription.parse(OFFER).media();
        assertThat(SharedLines.line(media.get(1), media.get(1))).isEqualTo(new LineTable.Line("v", 4, List.of(96), List.of(-1)));
        assertThat(SharedLines.line(media.get(1), media.getFirst())).as("the mid is not agreed").isEqualTo(
                new LineTable.Line("v", 0, List.of(96, 111), List.of(-1)));
    }

    @Test
    void aGroupNamesLinesByTheirMids() {
        assertThat(BundleGroup.of(SessionDescription.parse(OFFER.replace("BUNDLE a v", "BUNDLE v nobody a v")))).isEqualTo(
                new BundleGroup(List.of(1, 0), List.of("v", "a")));
        assertThat(BundleGroup.of(SessionDescription.parse(OFFER.replace("BUNDLE", "LS"))).isEmpty()).isTrue();
    }
}
