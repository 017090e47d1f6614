package io.tandem.sip.transport;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;

/** Stands before another receiver, and takes some messages itself. Event loop thread. */
public abstract class FilteringReceiver implements MessageReceiver {
    protected final MessageReceiver next;

    protected FilteringReceiver(MessageReceiver next) {
        this.next = next;
    }

    @Override
    public void onMalformed(byte[] data, Flow flow, MalformedMessageException why) {
        next.onMalformed(data, flow, why);
    }

    @Override
    public void onUndelivered(SipMessage message, Flow flow, Exception cause) {
        next.onUndelivered(message, flow, cause);
    }
}
