package io.tandem.ha.link;

import java.io.IOException;

import io.tandem.ha.linux.NativeSocket;
import io.tandem.ha.linux.Poller;
import io.tandem.ha.linux.SocketAddresses;

/** The UDP socket of one link. It takes packets from the peer's address and port only. The manager's thread. */
public final class LinkSocket implements AutoCloseable {
    private static final int IPPROTO_IP = 0;
    private static final int IP_FREEBIND = 15;
    private static final int IP_TOS = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_FREEBIND = 78;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_TCLASS = 67;
    /** CS6, network control (RFC 4594 §3.1). */
    private static final int NETWORK_CONTROL = 0xC0;

    private final Link link;
    private final NativeSocket socket;
    private final byte[] peerIp;
    private final int port;
    private final byte[] peerAddress;
    private final byte[] buffer = new byte[256];
    private long lastBoot;
    private long lastSequence;
    private long heardAt;
    private boolean heard;

    /** Takes one packet: authenticated by the receiver. */
    public interface Receiver {
        void receive(LinkSocket link, byte[] packet, int length);
    }

    public LinkSocket(Link link, int port, Poller poller, Receiver receiver) throws IOException {
        this.link = link;
        this.port = port;
        this.peerIp = link.peer().getAddress();
        this.peerAddress = SocketAddresses.inet(link.peer(), port);
        this.socket = NativeSocket.open(SocketAddresses.family(link.local()), NativeSocket.SOCK_DGRAM, 0);
        boolean four = peerIp.length == 4;
        if (!four) socket.option(IPPROTO_IPV6, IPV6_V6ONLY, 1);
        socket.option(four ? IPPROTO_IP : IPPROTO_IPV6, four ? IP_FREEBIND : IPV6_FREEBIND, 1); // the card may come up later
        socket.option(four ? IPPROTO_IP : IPPROTO_IPV6, four ? IP_TOS : IPV6_TCLASS, NETWORK_CONTROL);
        socket.bind(SocketAddresses.inet(link.local(), port), link.local().getHostAddress() + " port " + port + " (UDP)");
        poller.add(socket, () -> read(receiver));
    }

    private void read(Receiver receiver) {
        for (int i = 1, length = socket.receive(buffer); length >= 0; length = i++ < NativeSocket.BURST ? socket.receive(buffer) : -1) {
            if (socket.isFrom(peerIp, port)) receiver.receive(this, buffer, length);
        }
    }

    public void send(byte[] packet) { socket.send(packet, peerAddress); }

    /** An authenticated heartbeat came in here; one that did so before says nothing. */
    public void heard(long boot, long sequence, long nowNanos) {
        if (boot < lastBoot || boot == lastBoot && sequence <= lastSequence) return;
        lastBoot = boot;
        lastSequence = sequence;
        heardAt = nowNanos;
        heard = true;
    }

    public boolean isUp(long nowNanos, long patienceNanos) { return heard && nowNanos - heardAt < patienceNanos; }

    public Link link() { return link; }

    @Override public void close() { socket.close(); }
}
