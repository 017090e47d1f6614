package io.tandem.proxy.overload;

import java.util.function.IntSupplier;

import io.tandem.platform.role.Drainable;
import io.tandem.proxy.route.Elements;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** While the node is about to hand over, an INVITE that begins a call and came all its way over UDP is not taken: the caller repeats it after 0.5, 1.5 and
 * 3.5 s (RFC 3261 §17.1.1.2), and the other node has it whole. Who came over a connection repeats nothing, and is refused behind here. Event loop only, but
 * for what is marked. */
public final class Drain implements MessageReceiver, Drainable {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final MessageReceiver next;
    private final Elements elements;
    private final IntSupplier settingUp;
    private volatile boolean on;

    /** @param elements  calls that begin come from load balancers; all others go on with calls that have begun
     *  @param settingUp how many calls have begun and are not answered yet */
    public Drain(MessageReceiver next, Elements elements, IntSupplier settingUp) {
        this.next = next;
        this.elements = elements;
        this.settingUp = settingUp;
    }

    @Override
    public void drain(boolean now) {
        on = now;
    }

    @Override
    public int settingUp() {
        return settingUp.getAsInt();
    }

    /** Does no call begin here? Any thread. */
    public boolean isOn() {
        return on;
    }

    @Override
    public void onMessage(SipMessage message, Flow source) {
        if (on && message.isRequest() && isRepeated(message, source)) {
            LOG.debug("INVITE {} is left to the other node", message.callId());
            return;
        }
        next.onMessage(message, source);
    }

    private boolean isRepeated(SipMessage request, Flow source) {
        try {
            return request.method().equals(Methods.INVITE) && elements.isLoadBalancer(source.remote()) && request.toTag().isEmpty()
                    && request.headers(HeaderNames.VIA).stream().map(Via::parse).allMatch(via -> via.transport().equalsIgnoreCase("UDP"));
        } catch (MalformedMessageException malformed) {
            LOG.trace("left to the transaction layer, which counts it", malformed);
            return false;
        }
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
