package io.tandem.sip.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

    private List<String> frames(ByteBuf in) {
        List<String> found = new ArrayList<>();
        while (true) {
            StreamFraming.Found next = framing.next(in);
            switch (next) {
                case NOTHING -> {
                    return found;
                }
                case BROKEN -> {
                    found.add("broken: " + framing.fault());
                    return found;
                }
                case LINE_END, PING -> {
                    found.add(next.name());
                    in.skipBytes(framing.length());
                }
                case MESSAGE -> found.add(in.readCharSequence(framing.length(), US_ASCII).toString());
            }
        }
    }

    private List<String> frames(String text) {
        return frames(Unpooled.copiedBuffer(text, US_ASCII));
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
            ByteBuf in = Unpooled.buffer();
            List<String> found = new ArrayList<>();
            for (int at = 0; at < stream.length();) {
                int next = Math.min(stream.length(), at + 1 + random.nextInt(round % 3 == 0 ? 3 : 60));
                in.writeCharSequence(stream.substring(at, next), US_ASCII);
                found.addAll(other.frames(in));
                at = next;
            }
            assertThat(found).containsExactly(EMPTY, BODY, LONG_NAME, EMPTY, BODY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: -1\r\n", "Content-Length: x\r\n", "Content-Length: 1\r\nl: 2\r\n", "Content-Length:\r\n",
        "Content-Length: 99999999999\r\n", "Content-Length: 65\r\n", "Content-Length: 1 2\r\n", "Content-Lengthy: 3\r\n"})
    void aStreamWithoutUsableContentLengthIsBroken(String header) {
        assertThat(frames("OPTIONS sip:a@b SIP/2.0\r\n" + header + "\r\n").getLast()).startsWith("broken: ");
    }

    @Test
    void aHeaderWithoutEndIsBrokenAtTheLimit() {
        assertThat(frames("x".repeat(512))).isEmpty();
        assertThat(frames("x".repeat(513))).containsExactly("broken: header of more than 512 bytes");
    }

    @Test
    void aCarriageReturnAloneIsBroken() {
        assertThat(frames("\rOPTIONS")).containsExactly("broken: carriage return alone");
    }
}
