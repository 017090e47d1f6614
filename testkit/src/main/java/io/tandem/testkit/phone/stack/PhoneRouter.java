package io.tandem.testkit.phone.stack;

import javax.sip.SipException;
import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.address.SipURI;
import javax.sip.header.RouteHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;

import gov.nist.javax.sip.stack.DefaultRouter;
import gov.nist.javax.sip.stack.HopImpl;

/**
 * Within a dialog the route set decides, and without one the remote target (RFC 3261 §12.2.1.1); JAIN-SIP's router would take the outbound
 * proxy. Made by the stack, hence public.
 */
public final class PhoneRouter extends DefaultRouter {
    public PhoneRouter(SipStack stack, String outboundProxy) {
        super(stack, outboundProxy);
    }

    @Override public Hop getNextHop(Request request) throws SipException {
        boolean inDialog = ((ToHeader) request.getHeader(ToHeader.NAME)).getTag() != null;
        boolean routed = request.getHeader(RouteHeader.NAME) != null;
        if (inDialog && !routed && request.getRequestURI() instanceof SipURI target && target.getPort() > 0) {
            String transport = target.getTransportParam() == null ? "udp" : target.getTransportParam();
            return new HopImpl(target.getHost(), target.getPort(), transport);
        }
        return super.getNextHop(request);
    }
}
