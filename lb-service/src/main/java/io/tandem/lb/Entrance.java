package io.tandem.lb;

import java.util.Optional;

import io.tandem.lb.socket.LbSocket;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;

/** What a transport delivers to: adds which socket it was. Opened in the loop task that bound the socket, so before the first delivery. Loop thread. */
final class Entrance implements MessageReceiver {

    private record Behind(LoadBalancer balancer, LbSocket socket) {}

    private Optional<Behind> behind = Optional.empty();

    void open(LoadBalancer balancer, LbSocket socket) {
        behind = Optional.of(new Behind(balancer, socket));
    }

    @Override
    public void onMessage(SipMessage message, Flow flow) {
        behind.ifPresent(b -> b.balancer().onMessage(message, flow, b.socket()));
    }

    @Override
    public void onMalformed(byte[] data, Flow flow, MalformedMessageException why) {
        behind.ifPresent(b -> b.balancer().onMalformed(flow, b.socket(), why));
    }

    @Override
    public void onUndelivered(SipMessage message, Flow flow, Exception cause) {
        behind.ifPresent(b -> b.balancer().onUndelivered(message));
    }
}
