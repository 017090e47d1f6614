package io.tandem.net;

/** Options of a UDP socket.
 * @param trafficClass       the IPv4 TOS or IPv6 traffic class octet, 0..255 (DSCP times 4)
 * @param receiveBufferBytes what the kernel may queue for the socket; less if the system does not allow it
 * @param freeBind           bind although the address is not (yet) on this host (IP_FREEBIND); ignored by the java.nio engine */
public record UdpOptions(int trafficClass, int receiveBufferBytes, boolean freeBind) {

    /** No traffic class, 4 MiB, the address must exist. */
    public static final UdpOptions DEFAULT = new UdpOptions(0, 4 << 20, false);

    public UdpOptions {
        if (trafficClass < 0 || trafficClass > 255) {
            throw new IllegalArgumentException("traffic class " + trafficClass + " outside 0..255");
        }
        if (receiveBufferBytes < 1) {
            throw new IllegalArgumentException("receive buffer of " + receiveBufferBytes + " bytes");
        }
    }

    /** The same with another traffic class, for example 184 for voice (DSCP EF). */
    public UdpOptions withTrafficClass(int octet) {
        return new UdpOptions(octet, receiveBufferBytes, freeBind);
    }

    /** The same with another receive buffer. */
    public UdpOptions withReceiveBufferBytes(int bytes) {
        return new UdpOptions(trafficClass, bytes, freeBind);
    }

    /** The same, able to bind an address that this host does not have (yet). */
    public UdpOptions withFreeBind() {
        return new UdpOptions(trafficClass, receiveBufferBytes, true);
    }
}
