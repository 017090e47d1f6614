package io.tandem.lb.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;

import io.tandem.net.peer.PeerAddress;

/** Addresses without ports, asked for without allocation. Immutable. */
final class AddressSet {

    static final AddressSet EMPTY = new AddressSet(new long[2], new byte[1], 0);
    private static final byte FREE = 0;
    private static final byte IPV4 = 4;
    private static final byte IPV6 = 6;

    /** High and low bits, side by side; places follow each other after a collision. */
    private final long[] bits;
    private final byte[] kinds;
    private final int size;

    private AddressSet(long[] bits, byte[] kinds, int size) {
        this.bits = bits;
        this.kinds = kinds;
        this.size = size;
    }

    static AddressSet of(Collection<InetAddress> addresses) {
        int places = Integer.highestOneBit(Math.max(1, addresses.size())) * 4;
        long[] bits = new long[2 * places];
        byte[] kinds = new byte[places];
        int size = 0;
        for (InetAddress address : addresses) {
            PeerAddress peer = PeerAddress.of(new InetSocketAddress(address, 0));
            int place = place(bits, kinds, peer);
            if (kinds[place] == FREE) {
                kinds[place] = kind(peer);
                bits[2 * place] = peer.high();
                bits[2 * place + 1] = peer.low();
                size++;
            }
        }
        return new AddressSet(bits, kinds, size);
    }

    private static byte kind(PeerAddress peer) {
        return peer.isIpv4() ? IPV4 : IPV6;
    }

    /** Where it is, or would be: there is always a free place. */
    private static int place(long[] bits, byte[] kinds, PeerAddress peer) {
        int mask = kinds.length - 1;
        long mixed = (peer.high() * 31 + peer.low()) * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed >>> 32) & mask;
        while (kinds[place] != FREE && (kinds[place] != kind(peer) || bits[2 * place] != peer.high() || bits[2 * place + 1] != peer.low())) {
            place = place + 1 & mask;
        }
        return place;
    }

    boolean contains(PeerAddress peer) {
        return size > 0 && kinds[place(bits, kinds, peer)] != FREE;
    }

    int size() {
        return size;
    }
}
