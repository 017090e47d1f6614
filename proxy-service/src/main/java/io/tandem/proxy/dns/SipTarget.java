package io.tandem.proxy.dns;

import java.net.Inet6Address;
import java.net.InetAddress;

/** A place that a request can be sent to. */
public record SipTarget(InetAddress address, int port, SipTransport transport) {

    /** The host of a URI. */
    public String host() {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    @Override
    public String toString() {
        return host() + ":" + port + ";transport=" + transport.token();
    }
}
