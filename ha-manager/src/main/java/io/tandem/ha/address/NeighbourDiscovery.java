package io.tandem.ha.address;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.tandem.ha.linux.NativeSocket;
import io.tandem.ha.linux.Poller;
import io.tandem.ha.linux.SocketAddresses;

/** Neighbour Discovery for one shared IPv6 address: DAD's solicitation (RFC 4862 §5.4.2), unsolicited advertisements, others' claims. The manager's thread. */
public final class NeighbourDiscovery implements Neighbours {
    private static final int ETHERTYPE = 0x86DD;
    private static final int ICMPV6 = 58;
    private static final int FILTER = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    static final int SOLICITATION = 135;
    static final int ADVERTISEMENT = 136;
    private static final int OVERRIDE = 0x20000000;
    private static final int TARGET_LINK_LAYER_ADDRESS = 2;
    private static final int TARGET_AT = 8;
    private static final int OPTIONS_AT = 24;
    private static final byte[] UNSPECIFIED = new byte[16];

    private final SharedAddress shared;
    private final byte[] ip;
    private final NativeSocket frames;
    private final NativeSocket advertisements;
    private final byte[] solicitedNode;
    private final byte[] allNodes = new byte[16];
    private final byte[] buffer = new byte[256];

    /** @param conflict called when another card says that it has the address */
    public NeighbourDiscovery(SharedAddress shared, Poller poller, Runnable conflict) throws IOException {
        this.shared = shared;
        this.ip = shared.address().getAddress();
        this.solicitedNode = solicitedNode(ip);
        allNodes[0] = -1;
        allNodes[1] = 2;
        allNodes[15] = 1;
        this.frames = NativeSocket.open(SocketAddresses.AF_PACKET, NativeSocket.SOCK_RAW, 0); // protocol 0: it sends only
        this.advertisements = NativeSocket.open(SocketAddresses.AF_INET6, NativeSocket.SOCK_RAW, ICMPV6);
        advertisements.option(SOL_SOCKET, SO_BINDTODEVICE, shared.card().getBytes(StandardCharsets.US_ASCII));
        byte[] filter = new byte[32];
        Arrays.fill(filter, (byte) -1);
        ByteBuffer.wrap(filter).order(ByteOrder.nativeOrder()).putInt(ADVERTISEMENT / 32 * 4, ~(1 << ADVERTISEMENT % 32));
        advertisements.option(ICMPV6, FILTER, filter);
        poller.add(advertisements, () -> read(conflict));
    }

    /** ff02::1:ffXX:XXXX (RFC 4291 §2.7.1). */
    static byte[] solicitedNode(byte[] ip) {
        byte[] group = new byte[16];
        group[0] = -1;
        group[1] = 2;
        group[11] = 1;
        group[12] = -1;
        System.arraycopy(ip, 13, group, 13, 3);
        return group;
    }

    private void read(Runnable conflict) {
        for (int i = 1, length = advertisements.receive(buffer); length >= 0; length = i++ < NativeSocket.BURST ? advertisements.receive(buffer) : -1) {
            if (isForeignClaim(buffer, length, shared.mac(), ip)) conflict.run();
        }
    }

    /** An advertisement for the shared address that does not name this card. */
    static boolean isForeignClaim(byte[] message, int length, byte[] mac, byte[] ip) {
        if (length < OPTIONS_AT || (message[0] & 0xFF) != ADVERTISEMENT || !Arrays.equals(message, TARGET_AT, OPTIONS_AT, ip, 0, 16)) return false;
        for (int at = OPTIONS_AT; at + 8 <= length && message[at + 1] != 0; at += (message[at + 1] & 0xFF) * 8) {
            if (message[at] == TARGET_LINK_LAYER_ADDRESS) return !Arrays.equals(message, at + 2, at + 8, mac, 0, 6);
        }
        return true;
    }

    @Override public void probe() { send(solicitedNode, UNSPECIFIED, solicitation(ip)); }

    @Override public void announce() { send(allNodes, ip, advertisement(ip, shared.mac())); }

    private static byte[] solicitation(byte[] target) { return ByteBuffer.allocate(24).put((byte) SOLICITATION).position(8).put(target).array(); }

    private static byte[] advertisement(byte[] target, byte[] mac) {
        return ByteBuffer.allocate(32).put((byte) ADVERTISEMENT).putInt(4, OVERRIDE).position(8).put(target)
                .put((byte) TARGET_LINK_LAYER_ADDRESS).put((byte) 1).put(mac).array();
    }

    private void send(byte[] group, byte[] source, byte[] icmp) {
        byte[] mac = {0x33, 0x33, group[12], group[13], group[14], group[15]};
        frames.send(frame(mac, shared.mac(), source, group, icmp), SocketAddresses.packet(shared.interfaceIndex(), ETHERTYPE, mac));
    }

    /** Ethernet, IPv6 with hop limit 255 (RFC 4861 §7.1), ICMPv6 with its checksum. */
    static byte[] frame(byte[] toMac, byte[] fromMac, byte[] source, byte[] target, byte[] icmp) {
        ByteBuffer out = ByteBuffer.allocate(14 + 40 + icmp.length).put(toMac).put(fromMac).putShort((short) ETHERTYPE)
                .putInt(0x60000000).putShort((short) icmp.length).put((byte) ICMPV6).put((byte) 255).put(source).put(target).put(icmp);
        int sum = icmp.length + ICMPV6;
        for (int at = 22; at < out.capacity(); at += 2) sum += out.getShort(at) & 0xFFFF;
        while (sum >>> 16 != 0) sum = (sum & 0xFFFF) + (sum >>> 16);
        return out.putShort(14 + 40 + 2, (short) ~sum).array();
    }

    @Override public void close() {
        frames.close();
        advertisements.close();
    }
}
