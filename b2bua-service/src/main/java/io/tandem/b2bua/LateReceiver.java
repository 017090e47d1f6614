package io.tandem.b2bua;

import java.util.Optional;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;

/** Stands at the socket until the layer above knows the port it got; what comes before is dropped, and repeated by its sender. Loop thread only. */
final class LateReceiver implements MessageReceiver {
    private Optional<MessageReceiver> receiver = Optional.empty();

    void open(MessageReceiver above) {
        receiver = Optional.of(above);
    }

    @Override public void onMessage(SipMessage message, Flow flow) {
        receiver.ifPresent(above -> above.onMessage(message, flow));
    }

    @Override public void onMalformed(byte[] data, Flow flow, MalformedMessageException why) {
        receiver.ifPresent(above -> above.onMalformed(data, flow, why));
    }
}
