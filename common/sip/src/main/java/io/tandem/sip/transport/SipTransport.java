package io.tandem.sip.transport;

import io.tandem.sip.message.SipMessage;

/** Sends messages. Any thread, but one thread at a time for one message. */
@FunctionalInterface
public interface SipTransport {

    /** Sends a message; it has been written out when the call returns. UDP may lose it. A stream that cannot be opened or breaks before it takes
     * the message is told to {@link MessageReceiver#onUndelivered}.
     * @throws UnreachableFlowException if it is clear at once that the message cannot leave */
    void send(SipMessage message, Flow flow);
}
