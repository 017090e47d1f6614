package io.tandem.proxy.route;

import java.util.List;

import io.tandem.sip.message.SipMessage;

/** What a step of the plan says about a request. */
public sealed interface Verdict {

    /** Go on with the next step. */
    record Proceed(Attempt attempt) implements Verdict {}

    /** Answer and stop.
     * @param headers  more headers of the response
     * @param recorded leaves an accounting record: a call that its authenticated caller could not make */
    record Answer(int status, String reason, List<SipMessage.Header> headers, boolean recorded) implements Verdict {
        public Answer {
            headers = List.copyOf(headers);
        }
    }

    /** Somebody else answers. */
    record Taken() implements Verdict {}

    /** A response without more headers that leaves no record. */
    static Verdict answer(int status, String reason) {
        return new Answer(status, reason, List.of(), false);
    }

    /** A refusal that leaves an accounting record. */
    static Verdict refuse(int status, String reason) {
        return new Answer(status, reason, List.of(), true);
    }
}
