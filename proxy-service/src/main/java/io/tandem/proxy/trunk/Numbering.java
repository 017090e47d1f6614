package io.tandem.proxy.trunk;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** CSeq at a peer that wants a password. A request that is sent again with credentials needs a higher one (RFC 3261 §22.2) of which its sender knows
 * nothing, and what follows in the dialog a higher one still. So each of the sender's numbers has a few of the peer's: nothing has to be remembered, and
 * calls go on through whichever proxy. Pure. */
final class Numbering {
    /** How often a request may be sent: first without credentials, then with them, then with a fresh nonce. */
    static final int ATTEMPTS = 3;
    private static final long STRIDE = 4;

    private Numbering() {}

    /** @param attempt from 0 */
    static long onWire(long cSeq, int attempt) {
        return cSeq * STRIDE + attempt;
    }

    /** @param attempt from 0
     *  @return the same message */
    static SipMessage number(SipMessage request, long cSeq, int attempt) {
        return request.set(HeaderNames.CSEQ, onWire(cSeq, attempt) + " " + request.method());
    }
}
