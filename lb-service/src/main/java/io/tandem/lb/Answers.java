package io.tandem.lb;

import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.OwnTag;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;

/** Writes our own answers to the request in a passage (RFC 3261 §8.2.6): its Via with the source noted, From, To, Call-ID, CSeq. Loop thread. */
final class Answers {

    private static final byte[] TAG = Bytes.ascii(";tag=");
    private static final byte[] RETRY_AFTER = Bytes.ascii("Retry-After: ");
    private static final byte[] LINE_END = Bytes.ascii("\r\n");

    private final OwnTag ownTag;
    private final byte[] tail;
    private final AddressView to = new AddressView();

    /** @param server the Server header of our answers */
    Answers(OwnTag ownTag, String server) {
        this.ownTag = ownTag;
        this.tail = Bytes.ascii("Content-Length: 0\r\nServer: " + server + "\r\n\r\n");
    }

    /** With a To tag of ours if the request has none. */
    void write(Passage passage, Verdict.Answer answer, ByteText out) {
        out.clear();
        out.add(answer.statusLine());
        boolean route = answer.status() < 300 && MethodCode.formsDialog(passage.message().method());
        copyHeaders(passage, out, route ? HeaderCode.RECORD_ROUTE : HeaderCode.VIA);
        if (passage.retryAfterSeconds() > 0) {
            out.add(RETRY_AFTER).number(passage.retryAfterSeconds()).add(LINE_END);
        }
        out.add(tail);
    }

    private void copyHeaders(Passage passage, ByteText out, int another) {
        WireMessage message = passage.message();
        for (int line = 0; line < message.lines(); line++) {
            int code = message.code(line);
            if (code == HeaderCode.VIA) {
                copyVia(passage, line, out);
            } else if (code == HeaderCode.TO) {
                copyTo(passage, line, out);
            } else if (code == HeaderCode.FROM || code == HeaderCode.CALL_ID || code == HeaderCode.CSEQ || code == another) {
                out.add(message.data(), message.lineStart(line), message.lineEnd(line));
            }
        }
    }

    private static void copyVia(Passage passage, int line, ByteText out) {
        WireMessage message = passage.message();
        if (line == message.first(HeaderCode.VIA) && passage.isSourceNoted()) {
            out.add(message.data(), message.lineStart(line), passage.topVia().from());
            out.add(passage.edits().textBytes(), passage.sourceNoteStart(), passage.sourceNoteEnd());
            out.add(message.data(), passage.topVia().to(), message.lineEnd(line));
        } else {
            out.add(message.data(), message.lineStart(line), message.lineEnd(line));
        }
    }

    private void copyTo(Passage passage, int line, ByteText out) {
        WireMessage message = passage.message();
        int end = message.valueEnd(line);
        out.add(message.data(), message.lineStart(line), end);
        boolean tagged = to.read(message.data(), message.valueStart(line), end) ? to.tagStart() >= 0
                : Bytes.indexOf(message.data(), TAG, message.valueStart(line), end) >= 0;
        if (!tagged) {
            out.add(TAG);
            ownTag.write(out, passage);
        }
        out.add(LINE_END);
    }
}
