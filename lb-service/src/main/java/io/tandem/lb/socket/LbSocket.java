package io.tandem.lb.socket;

import java.net.InetSocketAddress;

import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;

/** A listening socket of the load balancer, with its address as other elements write it. Immutable.
 * @param index   its place in {@link LbSockets}; part of our Via
 * @param name    from the configuration
 * @param address bound and advertised
 * @param text    the address as {@code 1.2.3.4:5060}
 * @param label   {@code udp:1.2.3.4:5060}, as in P-Sock-Info and the {@code socket} parameter */
public record LbSocket(int index, String name, Protocol protocol, InetSocketAddress address, HostPort hostPort, String text, String label) {

    public LbSocket(int index, String name, Protocol protocol, InetSocketAddress address) {
        this(index, name, protocol, address, HostPort.of(address), HostPort.of(address).toString(), protocol.parameter() + ':' + HostPort.of(address));
    }

    /** Is this its name, or its {@code address:port}? */
    public boolean isNamed(String nameOrAddress) {
        return name.equals(nameOrAddress) || hostPort.toString().equals(nameOrAddress);
    }

    /** Does the URI name this address, whatever the transport? */
    public boolean isNamedBy(SipUri uri) {
        int port = uri.port() < 0 ? Protocol.UDP.defaultPort() : uri.port();
        return port == hostPort.port() && uri.host().equalsIgnoreCase(hostPort.host());
    }
}
