package io.tandem.lb.topology;

import java.util.Optional;

import io.tandem.lb.affinity.Hash64;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** The To tag of answers that the load balancer gives itself: made from the request, so that the ACK to it is known without memory (RFC 3261 §8.2.7). */
public final class OwnTag {

    private static final String PREFIX = "lb-";
    private static final int DIGITS = 16;

    private final long seed;

    public OwnTag(long seed) {
        this.seed = seed;
    }

    /** The tag for an answer to this request. */
    public String of(SipMessage request) {
        StringBuilder tag = new StringBuilder(PREFIX);
        Hash64.appendHex(tag, Hash64.of(request.header(HeaderNames.CALL_ID).orElse(""), seed), DIGITS);
        return tag.toString();
    }

    /** Has the request the To tag that we gave? */
    public boolean isOurs(SipMessage request) {
        Optional<String> tag = request.toTag();
        return tag.isPresent() && tag.get().startsWith(PREFIX) && tag.get().equals(of(request));
    }
}
