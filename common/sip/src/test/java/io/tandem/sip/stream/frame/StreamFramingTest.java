package io.tandem.sip.stream.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class StreamFramingTest {

    private static final String EMPTY = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP c\r\nContent-Length: 0\r\n\r\n";
    private static final String BODY = "MESSAGE sip:a@b SIP/2.0\r\nl : 5 \r\nSubject: Content-Length: 9\r\n\r\nhello";
    private static final String LONG_NAME = "SIP/2.0 200 OK\r\ncontent-LENGTH:12\r\nX: y\r\n\r\nline\r\n\r\nline";

    private final StreamFraming framing = new StreamFraming(512, 64);

    /** Takes what is there; what is left has to come again. */
    private int take(byte[] data, int to, List<String> found) {
        int from = 0;
        while (true) {
            StreamFraming.Found next = framing.next(data, from, to);
            switch (next) {
                case NOTHING -> {
                    return from;
                }
                case BROKEN, TOO_LARGE -> {
                    found.add(next + ": " + framing.fault());
                    return from;
                }
                case LINE_END, PING -> found.add(next.name());
                case MESSAGE -> found.add(new String(data, from, framing.length(), US_ASCII));
            }
            from += framing.length();
        }
    }

    private List<String> frames(String text) {
        List<String> found = new ArrayList<>();
        byte[] data = text.getBytes(US_ASCII);
        take(data, data.length, found);
        return found;
    }

    @Test
    void messagesInOneSegmentAreTakenApartByContentLength() {
        assertThat(frames(EMPTY + BODY + LONG_NAME + EMPTY)).containsExactly(EMPTY, BODY, LONG_NAME, EMPTY);
    }

    @Test
    void lineEndsBetweenMessagesAreKeepAlives() {
        assertThat(frames("\r\n\r\n" + EMPTY + "\r\n" + BODY + "\n\r\n\r\n")).containsExactly("PING", EMPTY, "LINE_END", BODY, "LINE_END", "PING");
    }

    @Test
    void anyCutIntoSegmentsGivesTheSameMessages() {
        String stream = EMPTY + BODY + LONG_NAME + EMPTY + BODY;
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            StreamFramingTest other = new StreamFramingTest();
            List<String> found = new ArrayList<>();
            String rest = "";
            for (int at = 0; at < stream.length();) {
                int next = Math.min(stream.length(), at + 1 + random.nextInt(round % 3 == 0 ? 3 : 60));
                byte[] data = (rest + stream.substring(at, next)).getBytes(US_ASCII);
                rest = new String(data, US_ASCII).substring(other.take(data, data.length, found));
                at = next;
            }
            assertThat(found).containsExactly(EMPTY, BODY, LONG_NAME, EMPTY, BODY);
            assertThat(rest).isEmpty();
        }
    }

    @Test
    void saysHowMuchIsWantedOnceTheHeaderIsKnown() {
        byte[] data = BODY.getBytes(US_ASCII);
        assertThat(framing.next(data, 0, data.length - 3)).isEqualTo(StreamFraming.Found.NOTHING);
        assertThat(framing.wanted()).isEqualTo(data.length);
        assertThat(framing.next(data, 0, data.length)).isEqualTo(StreamFraming.Found.MESSAGE);
        assertThat(framing.wanted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: -1\r\n", "Content-Length: x\r\n", "Content-Length: 1\r\nl: 2\r\n", "Content-Length:\r\n",
        "Content-Length: 1 2\r\n", "Content-Lengthy: 3\r\n", "Content-Length: \u0000\r\n", "Content-Length: 99999999999\r\n"})
    void aStreamWithoutUsableContentLengthIsBroken(String header) {
        assertThat(frames("OPTIONS sip:a@b SIP/2.0\r\n" + header + "\r\n").getLast()).startsWith("BROKEN: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"65", "4294967296", "9999999999"})
    void aBodyBeyondTheLimitIsToldAsSuch(String length) {
        assertThat(frames("OPTIONS sip:a@b SIP/2.0\r\nContent-Length: " + length + "\r\n\r\n").getLast()).startsWith("TOO_LARGE: body of ");
    }

    @Test
    void aHeaderWithoutEndIsBrokenAtTheLimit() {
        assertThat(frames("x".repeat(512))).isEmpty();
        assertThat(new StreamFramingTest().frames("x".repeat(513))).containsExactly("TOO_LARGE: header of more than 512 bytes");
        assertThat(new StreamFramingTest().frames("a: b\r\n".repeat(200))).containsExactly("TOO_LARGE: header of more than 512 bytes");
    }

    @Test
    void aCarriageReturnAloneIsBroken() {
        assertThat(frames("\rOPTIONS")).containsExactly("BROKEN: carriage return alone");
    }

    @Test
    void theHeaderEndsWithTwoFullLineEnds() {
        String bare = "OPTIONS sip:a@b SIP/2.0\nContent-Length: 0\n\r\nContent-Length: 0\r\n\r\n";
        assertThat(frames(bare)).containsExactly(bare);
    }
}
