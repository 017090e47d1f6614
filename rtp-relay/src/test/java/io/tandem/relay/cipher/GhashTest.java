package io.tandem.relay.cipher;

import java.util.Arrays;
import java.util.Random;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is done block by block here must be what the JDK's whole ciphers do. */
class GhashTest {
    private final Random random = new Random(1);
    private final Workspace work = new Workspace();

    private byte[] octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    @Test
    void gcmIsThatOfTheJdk() throws Exception {
        for (int length = 0; length < 200; length++) {
            byte[] key = octets(16);
            byte[] nonce = octets(12);
            byte[] associated = octets(length % 29);
            byte[] plain = octets(length);
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            gcm.updateAAD(associated);
            assertThat(encrypt(key, nonce, associated, plain)).as("%d octets", length).isEqualTo(gcm.doFinal(plain));
        }
    }

    private byte[] encrypt(byte[] key, byte[] nonce, byte[] associated, byte[] plain) {
        BlockKeystream keystream = new BlockKeystream(key);
        keystream.generate(work, 0, 0, 16);
        Ghash hash = new Ghash(Octets.getLong(work.keystream, 0), Octets.getLong(work.keystream, 8));
        keystream.generate(work, Octets.padded(nonce, 0), Octets.padded(nonce, 8) | 1, 16 + plain.length);
        System.arraycopy(plain, 0, work.packet, 0, plain.length);
        BlockKeystream.apply(work, 16, 0, plain.length);
        hash.begin();
        hash.update(associated, 0, associated.length);
        hash.update(work.packet, 0, plain.length);
        hash.block(associated.length * 8L, plain.length * 8L);
        byte[] sealed = Arrays.copyOf(work.packet, plain.length + 16);
        Octets.putLong(sealed, plain.length, hash.high() ^ Octets.getLong(work.keystream, 0));
        Octets.putLong(sealed, plain.length + 8, hash.low() ^ Octets.getLong(work.keystream, 8));
        return sealed;
    }

    @Test
    void hmacIsThatOfTheJdk() throws Exception {
        for (int length = 0; length < 200; length++) {
            byte[] key = octets(20);
            byte[] text = octets(length);
            System.arraycopy(text, 0, work.packet, 0, length);
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            new HmacSha1(key).compute(work, length, 0);
            assertThat(work.tag).as("%d octets", length).isEqualTo(mac.doFinal(text));
        }
    }
}
