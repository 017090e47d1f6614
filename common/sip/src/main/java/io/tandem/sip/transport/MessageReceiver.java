package io.tandem.sip.transport;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;

/** Takes what transports receive. Event loop thread; must not block. */
public interface MessageReceiver {

    void onMessage(SipMessage message, Flow flow);

    /** Bytes that are no message; keep-alives are not reported.
     * @param data belongs to the receiver */
    void onMalformed(byte[] data, Flow flow, MalformedMessageException why);

    /** A message given to a stream could not be written. */
    default void onUndelivered(SipMessage message, Flow flow, Exception cause) {}
}
