package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.tandem.sip.message.MalformedMessageException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SipMessageReadTest {
    @Test void readsStartLineAndMandatoryFields() {
        SipMessage invite = Samples.invite();
        assertThat(invite.isRequest()).isTrue();
        assertThat(invite.method()).isSameAs(Methods.INVITE);
        assertThat(invite.requestUri()).isEqualTo("sip:bob@biloxi.example.com;transport=udp");
        assertThat(invite.callId()).isEqualTo("a84b4c76e66710@pc33");
        assertThat(invite.cSeq()).isEqualTo(314159);
        assertThat(invite.maxForwards()).isEqualTo(70);
        assertThat(invite.fromTag()).contains("1928301774");
        assertThat(invite.toTag()).isEmpty();
        assertThat(invite.from().displayName()).isEqualTo("Alice, \"the\" first");
        assertThat(invite.body()).asString().isEqualTo("v=0\r\n");
        assertThat(invite.contentType()).contains("application/sdp");
    }

    @Test void splitsListHeadersAtTopLevelCommasOnly() {
        SipMessage invite = Samples.invite();
        assertThat(invite.headers("via")).hasSize(3).last().isEqualTo("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKc");
        assertThat(invite.headers("Record-Route")).containsExactly("<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>");
        assertThat(invite.headers("m")).containsExactly("<sip:alice@192.0.2.4?Subject=a,b>;expires=60", "\"x,y\" <sip:alice@192.0.2.5>");
        assertThat(invite.headers("Subject")).containsExactly("one, two");
        assertThat(invite.lines("Record-Route")).containsExactly("<sip:p1.example.com;lr>,<sip:p2.example.com;lr>");
    }

    @Test void joinsFoldedLinesWithOneSpace() {
        assertThat(Samples.invite().header("organization")).contains("first line second line third line");
        assertThat(Samples.invite().header("X-Unknown-Thing")).contains("kept   as it is");
    }

    @Test void readsTheTopViaWithItsParameters() {
        Via via = Samples.invite().topVia();
        assertThat(via.transport()).isEqualTo("UDP");
        assertThat(via.sentBy()).isEqualTo("pc33.atlanta.example.com:5066");
        assertThat(via.branch()).contains("z9hG4bKnashds8");
        assertThat(via.wantsRport()).isTrue();
        assertThat(via.rport()).isEqualTo(-1);
        assertThat(Via.parse(Samples.invite().headers("Via").get(1)).host()).isEqualTo("[2001:db8::9]");
    }

    @Test void aResponseHasTheMethodOfItsCSeq() {
        SipMessage ok = Samples.parse("SIP/2.0 180 Es klingelt\r\nCSeq: 1 INVITE\r\nl: 0\r\n\r\n");
        assertThat(ok.isRequest()).isFalse();
        assertThat(ok.status()).isEqualTo(180);
        assertThat(ok.reason()).isEqualTo("Es klingelt");
        assertThat(ok.method()).isEqualTo("INVITE");
    }

    @Test void leavesOutWhatLiesBehindContentLength() {
        SipMessage message = Samples.parse("OPTIONS sip:a SIP/2.0\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1");
        assertThat(message.body()).asString().isEqualTo("abc");
    }

    @Test void takesTheWholeDatagramWithoutContentLength() {
        assertThat(Samples.parse("\r\n\r\nOPTIONS sip:a SIP/2.0\r\n\r\nabc").body()).asString().isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',                                                   EMPTY
            '~~',                                                 EMPTY
            'OPTIONS sip:a SIP/2.0~',                             NO_END_OF_HEADERS
            'OPTIONS sip:a SIP/2.0',                              NO_END_OF_HEADERS
            'OPTIONS sip:a SIP/2.0~To: x',                        NO_END_OF_HEADERS
            'OPTIONS sip:a HTTP/1.1~~',                           BAD_START_LINE
            'OPTIONS sip:a SIP/3.0~~',                            BAD_VERSION
            'OPTIONS  sip:a SIP/2.0~~',                           BAD_START_LINE
            ' OPTIONS sip:a SIP/2.0~~',                           BAD_START_LINE
            'OPTIONS SIP/2.0~~',                                  BAD_START_LINE
            'OPTIONS~~',                                          BAD_START_LINE
            'OPT(IONS sip:a SIP/2.0~~',                           BAD_START_LINE
            'SIP/2.0 99 Low~~',                                   BAD_STATUS_CODE
            'SIP/2.0 700 High~~',                                 BAD_STATUS_CODE
            'SIP/2.0 2000 Long~~',                                BAD_STATUS_CODE
            'OPTIONS sip:a SIP/2.0~ folded: x~~',                 BAD_HEADER_LINE
            'OPTIONS sip:a SIP/2.0~no colon~~',                   BAD_HEADER_LINE
            'OPTIONS sip:a SIP/2.0~: no name~~',                  BAD_HEADER_LINE
            'OPTIONS sip:a SIP/2.0~To: a^To: b~~',                BARE_LINE_BREAK
            'OPTIONS sip:a SIP/2.0~Content-Length: x~~',          BAD_CONTENT_LENGTH
            'OPTIONS sip:a SIP/2.0~Content-Length: 9~~',          BODY_TRUNCATED
            'OPTIONS sip:a SIP/2.0~Content-Length: 0~l: 0~~',     SEVERAL_CONTENT_LENGTHS
            """)
    void refusesWhatHasNoClearFraming(String text, Reason reason) {
        byte[] bytes = text.replace("~", "\r\n").replace('^', '\n').getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> SipMessage.parse(bytes))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test void refusesMoreThanItsLimits() {
        byte[] large = new byte[MessageScanner.MAX_BYTES + 1];
        Arrays.fill(large, (byte) 'x');
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> SipMessage.parse(large))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        String many = "OPTIONS sip:a SIP/2.0\r\n" + "a: b\r\n".repeat(257) + "\r\n";
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Samples.parse(many))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_HEADERS));
    }

    @Test void aTruncatedRequestCanStillBeAnswered() {
        String text = "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 9\r\n\r\n";
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Samples.parse(text)).satisfies(e -> {
            SipMessage answer = SipMessage.response(e.headersOnly().orElseThrow(), e.reason().status(), "Bad Request");
            assertThat(answer.toString()).startsWith("SIP/2.0 400 Bad Request\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n");
        });
    }
}
