package io.tandem.proxy.call;

import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** A request ready to leave, and where to.
 * @param challenged what becomes of it after a 401 or 407 */
public record Target(SipMessage request, Flow flow, Challenged challenged) {

    /** Writes a request once more. Its CSeq is another than its sender's, who must not notice. */
    public interface Challenged {
        /** The challenge is the sender's. */
        Challenged PASSED_ON = (_, _) -> Optional.empty();

        /** @param sent with our Via
         *  @return empty to pass the response on */
        Optional<Target> after(SipMessage sent, SipMessage response);
    }

    public Target(SipMessage request, Flow flow) {
        this(request, flow, Challenged.PASSED_ON);
    }

    boolean hasOwnCSeq() {
        return challenged != Challenged.PASSED_ON;
    }
}
