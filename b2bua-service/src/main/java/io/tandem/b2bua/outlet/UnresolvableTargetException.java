package io.tandem.b2bua.outlet;

import io.tandem.sip.message.SipUri;

/** The next hop is no address. Inner elements name each other by address, so that no call waits for DNS. */
public final class UnresolvableTargetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnresolvableTargetException(SipUri target) {
        super(("next hop %s is not an IP address: the request is answered 500; P-Proxy-Uri and Record-Route of inner elements must carry addresses,"
            + " see the listen address of the proxy").formatted(target));
    }
}
