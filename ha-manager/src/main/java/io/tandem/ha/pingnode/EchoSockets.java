package io.tandem.ha.pingnode;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import io.tandem.ha.linux.NativeSocket;
import io.tandem.ha.linux.Poller;
import io.tandem.ha.linux.SocketAddresses;

/** The raw sockets of one address family: one sends requests and hears replies, the other writes IP headers itself. The manager's thread. */
final class EchoSockets implements AutoCloseable {
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int IPPROTO_RAW = 255;
    private static final int SOL_RAW = 255;
    private static final int FILTER = 1;
    private static final int MIN_IPV4_HEADER = 20;

    private final boolean four;
    private final NativeSocket echo;
    private final NativeSocket header;
    private final byte[] buffer = new byte[512];

    /** Takes what follows the ICMP header of a reply. */
    interface Receiver {
        void receive(NativeSocket from, byte[] packet, int offset, int length);
    }

    EchoSockets(boolean four, Poller poller, Receiver receiver) throws IOException {
        this.four = four;
        int family = four ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
        echo = NativeSocket.open(family, NativeSocket.SOCK_RAW, four ? IPPROTO_ICMP : IPPROTO_ICMPV6);
        header = NativeSocket.open(family, NativeSocket.SOCK_RAW, IPPROTO_RAW);
        if (four) echo.option(SOL_RAW, FILTER, ~(1 << EchoPacket.REPLY_4));
        else echo.option(IPPROTO_ICMPV6, FILTER, only(EchoPacket.REPLY_6));
        poller.add(echo, () -> read(receiver));
    }

    /** The filter of icmp6(7) that lets one type pass. */
    private static byte[] only(int type) {
        byte[] filter = new byte[32];
        Arrays.fill(filter, (byte) -1);
        ByteBuffer words = ByteBuffer.wrap(filter).order(ByteOrder.nativeOrder());
        words.putInt(type / 32 * 4, ~(1 << type % 32));
        return filter;
    }

    private void read(Receiver receiver) {
        for (int i = 1, length = echo.receive(buffer); length >= 0; length = i++ < NativeSocket.BURST ? echo.receive(buffer) : -1) {
            int at = four ? headerLength(length) : 0;
            int type = four ? EchoPacket.REPLY_4 : EchoPacket.REPLY_6;
            if (at >= 0 && length >= at + EchoPacket.HEADER && (buffer[at] & 0xFF) == type) receiver.receive(echo, buffer, at + EchoPacket.HEADER, length);
        }
    }

    private int headerLength(int length) { return length < MIN_IPV4_HEADER ? -1 : (buffer[0] & 0xF) * 4; }

    void send(InetAddress to, int identifier, int sequence, byte[] payload) {
        echo.send(EchoPacket.request(four, identifier, sequence, payload), SocketAddresses.inet(to, 0));
    }

    void sendFrom(byte[] source, InetAddress to, int identifier, int sequence, byte[] payload) {
        byte[] icmp = EchoPacket.request(four, identifier, sequence, payload);
        header.send(EchoPacket.packet(source, to.getAddress(), icmp), SocketAddresses.inet(to, 0));
    }

    @Override public void close() {
        echo.close();
        header.close();
    }
}
