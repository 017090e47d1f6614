package io.tandem.lb.wire;

import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.sip.bytes.Lists;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever bytes come: a message whose parts lie within it and in order, or a reason. The proxy behind must read the same message. */
class WireFuzzTest {

    private final WireMessage message = new WireMessage();
    private final WireScanner scanner = new WireScanner(message);
    private final ViaView via = new ViaView();
    private final AddressView address = new AddressView();
    private final UriView uri = new UriView();
    private final Edits edits = new Edits();

    @FuzzTest(maxDuration = "170s")
    void aMessageIsReadOrRefused(byte[] data) {
        int offset = data.length > 0 ? data[0] & 7 : 0;                   // a batch hands over parts of its buffer
        byte[] buffer = new byte[offset + data.length + 3];
        System.arraycopy(data, 0, buffer, offset, data.length);
        Arrays.fill(buffer, offset + data.length, buffer.length, (byte) 'x');
        if (scanner.scan(buffer, offset, data.length) != null) {
            return;
        }
        assertThat(message.start()).isLessThanOrEqualTo(message.headersStart());
        assertThat(message.headersEnd()).isBetween(message.headersStart(), message.bodyStart());
        assertThat(message.end()).isLessThanOrEqualTo(message.data() == buffer ? offset + data.length : message.data().length);
        for (int line = 0; line < message.lines(); line++) {
            assertThat(message.lineStart(line)).isLessThanOrEqualTo(message.valueStart(line));
            assertThat(message.valueStart(line)).isLessThanOrEqualTo(message.valueEnd(line));
            assertThat(message.valueEnd(line)).isLessThanOrEqualTo(message.lineEnd(line));
            readValues(line);
        }
        writeAndCompare();
    }

    private void readValues(int line) {
        int end = message.valueEnd(line);
        for (int start = message.valueStart(line); start < end; ) {
            int element = message.elementEnd(line, start);
            assertThat(element).isBetween(start, end);
            int trimmed = Lists.trimmed(message.data(), start, element);
            if (via.read(message.data(), start, trimmed)) {
                assertThat(via.hostEnd()).isBetween(via.hostStart(), trimmed);
            }
            if (address.read(message.data(), start, trimmed)) {
                int tag = address.tagStart();
                assertThat(tag < 0 || address.valueEnd(tag) <= trimmed).isTrue();
            }
            start = Lists.nextStart(message.data(), element, end);
        }
    }

    private void writeAndCompare() {
        if (message.isRequest()) {
            uri.read(message.data(), message.uriStart(), message.uriEnd());
        }
        edits.clear();
        edits.addMissingContentLength(message);
        byte[] written = new byte[edits.length(message)];
        assertThat(edits.write(message, written)).isEqualTo(written.length);
        try {
            SipMessage other = SipMessage.parse(written);
            assertThat(other.isRequest()).isEqualTo(message.isRequest());
            assertThat(other.body()).hasSize(message.bodyLength());
        } catch (MalformedMessageException stricter) {
            assertThat(stricter.reason()).isNotNull();
        }
    }
}
