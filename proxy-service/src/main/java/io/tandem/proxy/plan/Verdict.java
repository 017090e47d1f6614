package io.tandem.proxy.plan;

import java.util.List;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.sip.message.SipMessage;

/** What a step of a plan says about a request. */
public sealed interface Verdict {

    /** Go on with the next step. */
    record Proceed(Attempt attempt) implements Verdict {}

    /** Tell the sender so (1xx) and go on with the next step. */
    record Tell(int status, String reason, Attempt attempt) implements Verdict {}

    /** Answer and stop.
     * @param headers  more headers of the response
     * @param recorded leaves an accounting record: a call that its authenticated caller could not make */
    record Answer(int status, String reason, List<SipMessage.Header> headers, boolean recorded) implements Verdict {
        public Answer {
            headers = List.copyOf(headers);
        }
    }

    /** The callee of the attempt wants the call to go elsewhere (§2.12).
     * @param cause SIP code that stands for the reason (RFC 4458 §2) */
    record Forward(Attempt attempt, ForwardMapping mapping, int cause) implements Verdict {
        static final int MOVED = 302;

        Forward(Attempt attempt, ForwardMapping mapping) {
            this(attempt, mapping, switch (mapping.type()) {
                case CFU -> MOVED;
                case CFB, CFO -> 486;
                case CFT -> 408;
                case CFNA -> 503;
                case CFS, CFR -> 404;
            });
        }
    }

    /** Make the call; its caller, callee and what the callee is shown are known. */
    record Dispatch(Attempt attempt) implements Verdict {}

    /** A response without more headers that leaves no record. */
    static Verdict answer(int status, String reason) {
        return new Answer(status, reason, List.of(), false);
    }

    /** A refusal that leaves an accounting record. */
    static Verdict refuse(int status, String reason) {
        return new Answer(status, reason, List.of(), true);
    }
}
