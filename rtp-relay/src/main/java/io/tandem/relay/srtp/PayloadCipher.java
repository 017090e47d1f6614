package io.tandem.relay.srtp;

import io.tandem.relay.cipher.BlockKeystream;
import io.tandem.relay.cipher.Octets;
import io.tandem.relay.cipher.Workspace;

/** Encrypts and decrypts alike, in place. */
sealed interface PayloadCipher {
    /** @param index 48 bits */
    void rtp(Workspace work, int from, int to, int ssrc, long index);

    /** All behind the first header. @param word encryption flag and 31-bit index */
    void rtcp(Workspace work, int to, int ssrc, int word);

    /** @param labels 0 for the keys of RTP, {@link KeyDerivation#FOR_RTCP} for those of RTCP */
    static PayloadCipher of(CryptoSuite suite, KeyDerivation derivation, int labels) {
        if (suite.algorithm() == CryptoSuite.Algorithm.NONE) return new None();
        byte[] key = derivation.derive(KeyDerivation.ENCRYPTION + labels, suite.keyBytes());
        byte[] salt = derivation.derive(KeyDerivation.SALT + labels, suite.saltBytes());
        return suite.algorithm() == CryptoSuite.Algorithm.F8 ? new F8(key, salt) : new CounterMode(key, salt);
    }

    /** The suites NULL_HMAC_SHA1. */
    record None() implements PayloadCipher {
        @Override
        public void rtp(Workspace work, int from, int to, int ssrc, long index) {
            // sent as it is
        }

        @Override
        public void rtcp(Workspace work, int to, int ssrc, int word) {
            // sent as it is
        }
    }

    /** AES-CM (RFC 3711 §4.1.1). */
    final class CounterMode implements PayloadCipher {
        private final BlockKeystream keystream;
        private final long saltHigh;
        private final long saltLow;

        CounterMode(byte[] key, byte[] salt) {
            keystream = new BlockKeystream(key);
            saltHigh = Octets.padded(salt, 0);
            saltLow = Octets.padded(salt, 8);
        }

        @Override
        public void rtp(Workspace work, int from, int to, int ssrc, long index) {
            keystream.generate(work, saltHigh ^ ssrc & 0xFFFF_FFFFL, saltLow ^ index << 16, to - from);
            BlockKeystream.apply(work, 0, from, to);
        }

        @Override
        public void rtcp(Workspace work, int to, int ssrc, int word) {
            rtp(work, Transform.RTCP_HEADER, to, ssrc, word & ~Transform.ENCRYPTED);
        }
    }

    /** AES-f8 (RFC 3711 §4.1.2): every block depends on the one before. */
    final class F8 implements PayloadCipher {
        private static final byte FILL = 0x55;

        private final BlockKeystream keystream;
        private final BlockKeystream masked;

        F8(byte[] key, byte[] salt) {
            keystream = new BlockKeystream(key);
            byte[] mask = key.clone();
            for (int i = 0; i < mask.length; i++) {
                mask[i] ^= i < salt.length ? salt[i] : FILL;
            }
            masked = new BlockKeystream(mask);
        }

        @Override
        public void rtp(Workspace work, int from, int to, int ssrc, long index) {
            Octets.putLong(work.counters, 0, Octets.getLong(work.packet, 0) & 0x00FF_FFFF_FFFF_FFFFL);
            Octets.putInt(work.counters, 8, Octets.getInt(work.packet, 8));
            Octets.putInt(work.counters, 12, (int) (index >>> 16));
            crypt(work, from, to);
        }

        @Override
        public void rtcp(Workspace work, int to, int ssrc, int word) {
            Octets.putInt(work.counters, 0, 0);
            Octets.putInt(work.counters, 4, word);
            Octets.putLong(work.counters, 8, Octets.getLong(work.packet, 0));
            crypt(work, Transform.RTCP_HEADER, to);
        }

        private void crypt(Workspace work, int from, int to) {
            masked.block(work);
            long high = Octets.getLong(work.keystream, 0);
            long low = Octets.getLong(work.keystream, 8);
            long lastHigh = 0;
            long lastLow = 0;
            int block = 0;
            for (int at = from; at < to; at += Workspace.BLOCK) {
                Octets.putLong(work.counters, 0, high ^ lastHigh);
                Octets.putLong(work.counters, 8, low ^ lastLow ^ block++);
                keystream.block(work);
                lastHigh = Octets.getLong(work.keystream, 0);
                lastLow = Octets.getLong(work.keystream, 8);
                BlockKeystream.apply(work, 0, at, Math.min(to, at + Workspace.BLOCK));
            }
        }
    }
}
