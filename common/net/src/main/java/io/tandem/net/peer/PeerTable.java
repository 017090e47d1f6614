package io.tandem.net.peer;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/** The peers heard of lately, a bounded number, so that a known one costs no object. One thread.
 *
 * <p>Four places a hash; who comes new takes one of his four, so that a flood of strangers costs objects and nothing else. */
public final class PeerTable {

    /** 64 Ki peers: half a megabyte, before any is known. */
    public static final int DEFAULT_SIZE = 1 << 16;
    private static final int WAYS = 4;
    /** Of addresses asked for as Java objects: targets from configuration, and what java.nio delivers. */
    private static final int OBJECTS = 1 << 12;

    private final int mask;
    private final int[] hashes;
    private final @Nullable PeerAddress[] peers;
    private final @Nullable PeerAddress[] byObject;
    private final IpLiteral literal = new IpLiteral();
    private int victim;

    public PeerTable() {
        this(DEFAULT_SIZE);
    }

    /** @param size a power of two, at least 4 */
    public PeerTable(int size) {
        if (size < WAYS || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("size %d is no power of two of at least %d".formatted(size, WAYS));
        }
        mask = size - 1 & -WAYS;
        hashes = new int[size];
        peers = new PeerAddress[size];
        byObject = new PeerAddress[Math.min(size, OBJECTS)];
    }

    /** The peer with these bits, see {@link PeerAddress#of(boolean, long, long, int, int)}. */
    public PeerAddress get(boolean ipv4, long high, long low, int scope, int port) {
        int hash = PeerAddress.hash(ipv4, high, low, scope, port);
        int set = hash & mask;
        for (int i = set; i < set + WAYS; i++) {
            PeerAddress peer = hashes[i] == hash ? peers[i] : null;
            if (peer != null && peer.isAt(ipv4, high, low, scope, port)) {
                return peer;
            }
        }
        return learn(PeerAddress.of(ipv4, high, low, scope, port));
    }

    private PeerAddress learn(PeerAddress peer) {
        int slot = (peer.hash() & mask) + (victim++ & WAYS - 1);
        hashes[slot] = peer.hash();
        peers[slot] = peer;
        return peer;
    }

    /** The peer named by a literal, IPv6 with brackets or without; a scope is not read.
     * @return null if the text is no literal, for example a name, or the port is not one */
    public @Nullable PeerAddress get(byte[] text, int from, int to, int port) {
        if (port < 0 || port > 65_535 || !literal.read(text, from, to)) {
            return null;
        }
        return get(literal.isIpv4(), literal.high(), literal.low(), 0, port);
    }

    /** The same address as the table's object.
     * @throws IllegalArgumentException if it is a name that has not been looked up */
    public PeerAddress get(InetSocketAddress address) {
        if (address instanceof PeerAddress peer) {
            return peer;
        }
        int slot = address.hashCode() * 0x9E3779B1 >>> 8 & byObject.length - 1;
        PeerAddress known = byObject[slot];
        if (known != null && known.equals(address)) {
            return known;
        }
        PeerAddress asked = PeerAddress.of(address);
        PeerAddress peer = get(asked.isIpv4(), asked.high(), asked.low(), asked.scope(), asked.getPort());
        byObject[slot] = peer;
        return peer;
    }
}
