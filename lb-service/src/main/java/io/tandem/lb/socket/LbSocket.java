package io.tandem.lb.socket;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;

/** A listening socket of the load balancer, with its address as other elements write it. Immutable.
 * @param index    its place in {@link LbSockets}; part of our Via
 * @param name     from the configuration
 * @param address  bound
 * @param hostPort advertised: what stands in Via, Record-Route, Path and Contact
 * @param text     the advertised address as {@code 1.2.3.4:5060}
 * @param label    {@code udp:1.2.3.4:5060}, as in P-Sock-Info and the {@code socket} parameter */
public record LbSocket(int index, String name, Protocol protocol, InetSocketAddress address, HostPort hostPort, String text, String label) {

    /** Advertises the address it is bound to. */
    public LbSocket(int index, String name, Protocol protocol, InetSocketAddress address) {
        this(index, name, protocol, address, HostPort.of(address));
    }

    /** Advertises another address, as behind a 1:1 NAT. */
    public LbSocket(int index, String name, Protocol protocol, InetSocketAddress address, HostPort advertised) {
        this(index, name, protocol, address, advertised, advertised.toString(), protocol.parameter() + ':' + advertised);
    }

    /** Is this its name, or its {@code address:port}, bound or advertised? */
    public boolean isNamed(String nameOrAddress) {
        return name.equals(nameOrAddress) || text.equals(nameOrAddress) || HostPort.of(address).toString().equals(nameOrAddress);
    }

    /** Does the URI name this address, whatever the transport? */
    public boolean isNamedBy(SipUri uri) {
        int port = uri.port() < 0 ? Protocol.UDP.defaultPort() : uri.port();
        return port == hostPort.port() && uri.host().equalsIgnoreCase(hostPort.host());
    }

    /** Is it an IPv6 socket? */
    public boolean isIpv6() {
        return address.getAddress() instanceof Inet6Address;
    }

    /** The advertised address in ASCII. */
    public byte[] textBytes() {
        return Bytes.ascii(text);
    }

    /** Can a datagram leave by it to this address at all? */
    public boolean reaches(PeerAddress target) {
        return target.isIpv4() != isIpv6();
    }
}
