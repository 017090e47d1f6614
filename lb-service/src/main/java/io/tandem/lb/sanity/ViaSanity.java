package io.tandem.lb.sanity;

import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.ViaView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Lists;

/** Can the Via values below the first be read, too? Whoever answers sends them back, and others on the way must find theirs (RFC 4475 §3.1.2.1). Most
 * requests from outside have one value, which was read before. Reused; loop thread. */
public final class ViaSanity {

    private static final Verdict BAD_REQUEST = Verdict.answer(400, "Bad Request");

    private final ViaView via = new ViaView();

    public Verdict check(Passage passage) {
        return !passage.hasNextVia() || areReadable(passage.message()) ? Verdict.NEXT : BAD_REQUEST;
    }

    private boolean areReadable(WireMessage message) {
        byte[] data = message.data();
        for (int line = message.first(HeaderCode.VIA); line >= 0; line = message.next(line)) {
            int end = message.valueEnd(line);
            for (int at = message.valueStart(line); at < end;) {
                int element = Lists.elementEnd(data, at, end);
                int trimmed = Lists.trimmed(data, at, element);
                if (trimmed > at && !via.read(data, at, trimmed)) {
                    return false;
                }
                at = Lists.nextStart(data, element, end);
            }
        }
        return true;
    }
}
