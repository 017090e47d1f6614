package io.tandem.proxy.call;

import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** A request ready to leave, and where to.
 * @param challenged what becomes of it after a 401 or 407
 * @param heard      gets each response of this target but 100, as it came, and changes nothing
 * @param parting    how it stops ringing when another target has answered */
public record Target(SipMessage request, Flow flow, Challenged challenged, Consumer<SipMessage> heard, Parting parting) {

    /** Tells a target that somebody else has answered. */
    public interface Parting {
        /** It is cancelled. */
        Parting CANCEL = _ -> false;

        /** @param reason value of Reason (RFC 3326)
         *  @return false if it shall be cancelled */
        boolean told(String reason);
    }

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

    public Target(SipMessage request, Flow flow, Challenged challenged) {
        this(request, flow, challenged, _ -> { }, Parting.CANCEL);
    }

    public Target(SipMessage request, Flow flow, Consumer<SipMessage> heard, Parting parting) {
        this(request, flow, Challenged.PASSED_ON, heard, parting);
    }

    boolean hasOwnCSeq() {
        return challenged != Challenged.PASSED_ON;
    }
}
