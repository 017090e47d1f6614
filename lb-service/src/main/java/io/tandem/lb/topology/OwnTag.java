package io.tandem.lb.topology;

import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.sip.bytes.Bytes;

/** The To tag of answers that the load balancer gives itself: made from the request, so that the ACK to it is known without memory (RFC 3261 §8.2.7). */
public final class OwnTag {

    private static final byte[] PREFIX = Bytes.ascii("lb-");
    private static final int DIGITS = 16;

    private final long seed;

    public OwnTag(long seed) {
        this.seed = seed;
    }

    /** Writes the tag for an answer to this request. */
    public void write(ByteText text, Passage request) {
        text.add(PREFIX).hex(hash(request), DIGITS);
    }

    private long hash(Passage request) {
        int start = request.valueStart(HeaderCode.CALL_ID);
        return start < 0 ? seed : Bytes.hash(request.message().data(), start, request.valueEnd(HeaderCode.CALL_ID), seed);
    }

    /** Has the request the To tag that we gave? */
    public boolean isOurs(Passage request) {
        byte[] data = request.message().data();
        int start = request.toTagStart();
        int end = request.toTagEnd();
        if (start < 0 || end - start != PREFIX.length + DIGITS || !Bytes.startsWith(data, start, end, PREFIX)) {
            return false;
        }
        long written = 0;
        for (int i = start + PREFIX.length; i < end; i++) {
            int digit = Bytes.hexDigit(data[i]);
            if (digit < 0) {
                return false;
            }
            written = written << 4 | digit;
        }
        return written == hash(request);
    }
}
