package io.tandem.relay.cipher;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode (RFC 3711 §4.1.1). One call encrypts all counter blocks of a packet in ECB mode: a counter-mode cipher of the JDK would
 * have to be initialised for every packet, which allocates.
 */
public final class BlockKeystream {
    private final Cipher blocks;

    public BlockKeystream(byte[] key) {
        try {
            blocks = Cipher.getInstance("AES/ECB/NoPadding");
            blocks.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES of " + key.length * 8 + " bits, which SRTP needs", e);
        }
    }

    /** Fills {@code work.keystream} for so many octets. The low bits of {@code low} count the blocks. */
    public void generate(Workspace work, long high, long low, int length) {
        int octets = length + Workspace.BLOCK - 1 & -Workspace.BLOCK;
        long counter = low;
        for (int at = 0; at < octets; at += Workspace.BLOCK) {
            Octets.putLong(work.counters, at, high);
            Octets.putLong(work.counters, at + 8, counter++);
        }
        encrypt(work, octets);
    }

    private void encrypt(Workspace work, int octets) {
        try {
            blocks.update(work.counters, 0, octets, work.keystream, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES of " + octets + " octets", e);
        }
    }

    /** Encrypts the first block of {@code work.counters} into the keystream at its beginning. */
    public void block(Workspace work) {
        encrypt(work, Workspace.BLOCK);
    }

    /** Encrypts or decrypts octets of the packet in place. @param skip keystream octets before those for the first octet */
    public static void apply(Workspace work, int skip, int from, int to) {
        byte[] packet = work.packet;
        byte[] keystream = work.keystream;
        int at = from;
        int key = skip;
        for (; at + 8 <= to; at += 8, key += 8) {
            Octets.putLong(packet, at, Octets.getLong(packet, at) ^ Octets.getLong(keystream, key));
        }
        for (; at < to; at++, key++) {
            packet[at] ^= keystream[key];
        }
    }
}
