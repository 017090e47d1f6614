package io.tandem.proxy;

import java.util.Optional;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;

/** Receives for a core that is made after the socket, since it has to know the port. What comes before is dropped; peers send again. */
final class LateReceiver implements MessageReceiver {
    private volatile Optional<MessageReceiver> receiver = Optional.empty();

    void attach(MessageReceiver target) {
        receiver = Optional.of(target);
    }

    @Override
    public void onMessage(SipMessage message, Flow flow) {
        receiver.ifPresent(target -> target.onMessage(message, flow));
    }

    @Override
    public void onMalformed(byte[] data, Flow flow, MalformedMessageException why) {
        receiver.ifPresent(target -> target.onMalformed(data, flow, why));
    }
}
