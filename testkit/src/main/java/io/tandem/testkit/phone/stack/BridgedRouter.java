package io.tandem.testkit.phone.stack;

import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.message.Request;

import gov.nist.javax.sip.stack.DefaultRouter;

/** All requests go to the outbound proxy, whatever their route: behind it lies the phone's one connection. Made by the stack, hence public. */
public final class BridgedRouter extends DefaultRouter {
    public BridgedRouter(SipStack stack, String outboundProxy) {
        super(stack, outboundProxy);
    }

    @Override public Hop getNextHop(Request request) {
        return getOutboundProxy();
    }
}
