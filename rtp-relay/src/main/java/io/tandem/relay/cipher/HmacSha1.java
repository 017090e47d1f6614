package io.tandem.relay.cipher;

import java.security.DigestException;
import java.security.MessageDigest;

/** HMAC-SHA1 (RFC 2104) over a digest that streams share; {@link javax.crypto.Mac} allocates for every packet. */
public final class HmacSha1 {
    private static final int BLOCK = 64;
    private static final int TAG = 20;

    private final byte[] inner = new byte[BLOCK];
    private final byte[] outer = new byte[BLOCK];

    /** @param key at most 64 octets */
    public HmacSha1(byte[] key) {
        for (int i = 0; i < BLOCK; i++) {
            byte octet = i < key.length ? key[i] : 0;
            inner[i] = (byte) (octet ^ 0x36);
            outer[i] = (byte) (octet ^ 0x5C);
        }
    }

    /** Puts the tag of the packet's first octets into {@code work.tag}. @param trailerBytes of {@code work.trailer} that count too */
    public void compute(Workspace work, int length, int trailerBytes) {
        MessageDigest sha1 = work.sha1;
        try {
            sha1.update(inner);
            sha1.update(work.packet, 0, length);
            sha1.update(work.trailer, 0, trailerBytes);
            sha1.digest(work.tag, 0, TAG);
            sha1.update(outer);
            sha1.update(work.tag);
            sha1.digest(work.tag, 0, TAG);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-1 of " + length + " octets", e);
        }
    }
}
