package io.tandem.proxy.auth;

import java.util.List;

import io.tandem.proxy.caller.Caller;
import io.tandem.sip.message.SipMessage;

/** What came of an authentication. */
public sealed interface Outcome {

    /** The sender is who it says it is. */
    record Granted(Caller caller) implements Outcome {}

    /** A challenge or a refusal.
     * @param headers the challenge, and what the load balancer is told */
    record Answer(int status, String reason, List<SipMessage.Header> headers) implements Outcome {
        public Answer {
            headers = List.copyOf(headers);
        }
    }
}
