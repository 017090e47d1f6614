package io.tandem.relay.cipher;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Scratch memory for the packet in hand, one for all streams of a media loop: a stream keeps its keys only. Not for use by two threads. */
public final class Workspace {
    /** The longest packet, with what protection adds to it. */
    public static final int MAX_BYTES = 2048;

    public static final int BLOCK = 16;
    private static final int SHA1_BYTES = 20;

    /** The packet from octet 0 on: the caller puts it there and takes the result from there. */
    public final byte[] packet = new byte[MAX_BYTES];

    public final byte[] counters = new byte[MAX_BYTES + 2 * BLOCK];
    public final byte[] keystream = new byte[MAX_BYTES + 2 * BLOCK];
    public final byte[] tag = new byte[SHA1_BYTES];
    public final byte[] trailer = new byte[4];
    final MessageDigest sha1;

    public Workspace() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-1, which SRTP needs", e);
        }
    }
}
