package io.tandem.sdp;

import java.util.List;

import io.tandem.sdp.MalformedSdpException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionDescriptionTest {
    private static final String OFFER = """
            v=0
            o=alice 2890844526 18446744073709551617 IN IP4 192.0.2.1
            s=-
            c=IN IP4 192.0.2.1
            t=0 0
            a=sendonly
            x=nobody knows
            m=audio 49170/2 RTP/AVP 8 0 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=ptime:20
            m=video 0 RTP/AVP 31
            c=IN IP6 2001:db8::1
            a=inactive
            """.replace("\n", "\r\n");

    @Test void readsWhatACallNeeds() {
        SessionDescription offer = SessionDescription.parse(OFFER);
        assertThat(offer.origin().sessionVersion()).isEqualTo("18446744073709551617");
        assertThat(offer.media()).hasSize(2);
        MediaDescription audio = offer.firstActive("audio").orElseThrow();
        assertThat(audio.port()).isEqualTo(49170);
        assertThat(audio.portCount()).isEqualTo(2);
        assertThat(audio.formats()).containsExactly("8", "0", "101");
        assertThat(audio.attribute("ptime")).contains("20");
        assertThat(audio.rtpMaps()).containsExactly(new RtpMap(8, "PCMA", 8000, ""), new RtpMap(101, "telephone-event", 8000, ""));
        assertThat(offer.connectionOf(audio)).contains(new Connection("IP4", "192.0.2.1"));
        assertThat(offer.directionOf(audio)).isEqualTo(Direction.SENDONLY);
        assertThat(offer.firstActive("video")).isEmpty();
        assertThat(offer.connectionOf(offer.media().get(1))).contains(new Connection("IP6", "2001:db8::1"));
    }

    @Test void keepsEveryLineInItsPlace() {
        assertThat(SessionDescription.parse(OFFER)).hasToString(OFFER);
        assertThat(SessionDescription.parse(OFFER.replace("\r\n", "\n"))).hasToString(OFFER);
    }

    @Test void aRelayPutsItselfIn() {
        SessionDescription offer = SessionDescription.parse(OFFER);
        SessionDescription changed = offer.withConnection(new Connection("IP4", "127.0.0.1"))
                .withMedia(0, offer.media().get(0).withPort(30000).withAttribute("rtcp", "30001").withoutAttribute("ptime"))
                .withMedia(1, offer.media().get(1).withConnection(new Connection("IP4", "127.0.0.1")));
        assertThat(changed).hasToString(OFFER.replace("c=IN IP4 192.0.2.1", "c=IN IP4 127.0.0.1")
                .replace("audio 49170/2", "audio 30000/2")
                .replace("a=ptime:20\r\n", "").replace("m=video", "a=rtcp:30001\r\nm=video").replace("IP6 2001:db8::1", "IP4 127.0.0.1"));
    }

    @Test void newLinesGoWhereRfc8866WantsThem() {
        SessionDescription bare = SessionDescription.parse(
                "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\na=mid:1\r\n");
        assertThat(bare.withConnection(new Connection("IP4", "127.0.0.1")))
                .hasToString("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\na=mid:1\r\n");
        assertThat(bare.media().getFirst().withConnection(new Connection("IP4", "127.0.0.1")))
                .hasToString("m=audio 9 RTP/AVP 8\r\nc=IN IP4 127.0.0.1\r\na=mid:1\r\n");
    }

    @Test void buildsAnOffer() {
        SessionDescription offer = SessionDescription.of(Origin.of("-", 1, 2, new Connection("IP4", "127.0.0.1")), "call",
                new Connection("IP4", "127.0.0.1")).plusMedia(MediaDescription.of("audio", 4000, "RTP/AVP", List.of("8"))
                .plusAttribute("rtpmap", "8 PCMA/8000").withDirection(Direction.SENDRECV));
        assertThat(offer).hasToString("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=call\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                + "m=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n");
        assertThat(SessionDescription.parse(offer.toBytes())).isEqualTo(offer);
    }

    @Test void holdReplacesTheDirectionWhereverItStood() {
        SessionDescription held = SessionDescription.parse(OFFER).withDirection(Direction.INACTIVE);
        assertThat(held.media()).allSatisfy(m -> assertThat(held.directionOf(m)).isEqualTo(Direction.INACTIVE));
        assertThat(held.toString()).doesNotContain("sendonly");
    }

    @ParameterizedTest
    @CsvSource({"SENDRECV, SENDRECV, SENDRECV", "SENDONLY, SENDRECV, RECVONLY", "RECVONLY, SENDRECV, SENDONLY",
        "INACTIVE, SENDRECV, INACTIVE",
        "SENDONLY, SENDONLY, INACTIVE", "SENDRECV, RECVONLY, RECVONLY"})
    void anAnswerFollowsTheOffer(Direction offer, Direction wish, Direction answer) {
        assertThat(offer.answeredWith(wish)).isEqualTo(answer);
        assertThat(offer.reversed().reversed()).isEqualTo(offer);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',                                                               NO_VERSION
            'v=1~o=- 1 1 IN IP4 a~',                                          NO_VERSION
            'o=- 1 1 IN IP4 a~v=0~',                                          NO_VERSION
            'v=0~s=-~',                                                       NO_ORIGIN
            'v=0~o=- 1 1 IN IP4~',                                            BAD_ORIGIN
            'v=0~o=- 1 1 IN IP7 a~',                                          BAD_CONNECTION
            'v=0~o=- 1 1 IN IP4 a~nonsense~',                                 BAD_LINE
            'v=0~o=- 1 1 IN IP4 a~A=b~',                                      BAD_LINE
            'v=0~o=- 1 1 IN IP4 a~c=IN IP4~',                                 BAD_CONNECTION
            'v=0~o=- 1 1 IN IP4 a~m=audio 70000 RTP/AVP 8~',                  BAD_MEDIA
            'v=0~o=- 1 1 IN IP4 a~m=audio -1 RTP/AVP 8~',                     BAD_MEDIA
            'v=0~o=- 1 1 IN IP4 a~m=audio 1/0 RTP/AVP 8~',                    BAD_MEDIA
            'v=0~o=- 1 1 IN IP4 a~m=audio 1 RTP/AVP~',                        BAD_MEDIA
            'v=0~o=- 1 1 IN IP4 a~m=audio 1 RTP/AVP 8~c=broken~',             BAD_CONNECTION
            """)
    void refusesWithAName(String text, Reason reason) {
        assertThatExceptionOfType(MalformedSdpException.class).isThrownBy(() -> SessionDescription.parse(text.replace("~", "\r\n")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test void noValueCanSmuggleInALine() {
        assertThatExceptionOfType(MalformedSdpException.class)
                .isThrownBy(() -> SessionDescription.parse(OFFER).withAttribute("a", "b\r\nm=audio 1 RTP/AVP 8"));
    }
}
