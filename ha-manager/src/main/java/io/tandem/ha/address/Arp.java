package io.tandem.ha.address;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.tandem.ha.linux.NativeSocket;
import io.tandem.ha.linux.Poller;
import io.tandem.ha.linux.SocketAddresses;

/** ARP for one shared IPv4 address: probes (RFC 5227 §2.1.1), announcements in both forms, and whoever else says the address is his. The manager's thread. */
public final class Arp implements Neighbours {
    static final int SIZE = 42;
    private static final int ETHERTYPE = 0x806;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    private static final byte[] NOBODY = new byte[4];
    private static final int REQUEST = 1;
    private static final int REPLY = 2;

    private final SharedAddress shared;
    private final byte[] ip;
    private final NativeSocket socket;
    private final byte[] to;
    private final byte[] buffer = new byte[64];

    /** @param conflict called when another card says that it has the address */
    public Arp(SharedAddress shared, Poller poller, Runnable conflict) throws IOException {
        this.shared = shared;
        this.ip = shared.address().getAddress();
        this.socket = NativeSocket.open(SocketAddresses.AF_PACKET, NativeSocket.SOCK_RAW, 0);
        this.to = SocketAddresses.packet(shared.interfaceIndex(), ETHERTYPE, BROADCAST);
        socket.bind(to, "ARP on " + shared.card());
        poller.add(socket, () -> read(conflict));
    }

    private void read(Runnable conflict) {
        for (int i = 1, length = socket.receive(buffer); length >= 0; length = i++ < NativeSocket.BURST ? socket.receive(buffer) : -1) {
            if (isForeignClaim(buffer, length, shared.mac(), ip)) conflict.run();
        }
    }

    /** A frame of another card whose sender protocol address is the shared one. */
    static boolean isForeignClaim(byte[] frame, int length, byte[] mac, byte[] ip) {
        return length >= SIZE && Arrays.equals(frame, 28, 32, ip, 0, 4) && !Arrays.equals(frame, 22, 28, mac, 0, 6);
    }

    @Override public void probe() { socket.send(frame(REQUEST, shared.mac(), NOBODY, ip), to); }

    @Override public void announce() {
        socket.send(frame(REQUEST, shared.mac(), ip, ip), to);
        socket.send(frame(REPLY, shared.mac(), ip, ip), to);
    }

    static byte[] frame(int operation, byte[] mac, byte[] sender, byte[] target) {
        return ByteBuffer.allocate(SIZE).put(BROADCAST).put(mac).putShort((short) ETHERTYPE)
                .putShort((short) 1).putShort((short) 0x800).put((byte) 6).put((byte) 4).putShort((short) operation)
                .put(mac).put(sender).put(new byte[6]).put(target).array();
    }

    @Override public void close() { socket.close(); }
}
