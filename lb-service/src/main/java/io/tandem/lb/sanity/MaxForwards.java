package io.tandem.lb.sanity;

import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;

/** Max-Forwards (RFC 3261 §16.3 step 3, §16.6 step 3). */
public final class MaxForwards {

    private static final byte[] INITIAL = Bytes.ascii("Max-Forwards: 70\r\n");
    private static final int MAX = 255;
    private static final Verdict TOO_MANY_HOPS = Verdict.answer(483, "Too Many Hops");
    private static final Verdict BAD_REQUEST = Verdict.answer(400, "Bad Request");

    private MaxForwards() {}

    /** Refuses 0, counts down what is there, adds what is missing. */
    public static Verdict countDown(Passage passage) {
        WireMessage message = passage.message();
        int line = message.first(HeaderCode.MAX_FORWARDS);
        if (line < 0) {
            passage.edits().text().add(INITIAL);
            passage.edits().insert(message.headersEnd());
            return Verdict.NEXT;
        }
        long value = Bytes.number(message.data(), message.valueStart(line), message.valueEnd(line));
        if (value < 0 || value > MAX) {
            return BAD_REQUEST;
        }
        if (value == 0) {
            return TOO_MANY_HOPS;
        }
        passage.edits().text().number(value - 1);
        passage.edits().replace(message.valueStart(line), message.valueEnd(line));
        for (int more = message.next(line); more >= 0; more = message.next(more)) {
            passage.edits().delete(message.lineStart(more), message.lineEnd(more));
        }
        return Verdict.NEXT;
    }
}
