package io.tandem.relay.srtp;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** A master key with its salt and the Master Key Identifier that packets under it carry (RFC 3711 §3.1). Its text form shows no secret. */
public final class MasterKey {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_MKI_BYTES = 128;
    private static final byte[] NO_MKI = {};

    private final byte[] key;
    private final byte[] salt;
    private final byte[] mki;

    /** @param mki empty for packets without identifier, else up to 128 octets */
    public MasterKey(byte[] key, byte[] salt, byte[] mki) {
        if (mki.length > MAX_MKI_BYTES) throw new IllegalArgumentException("MKI of " + mki.length + " octets, at most 128 (RFC 4568 §6.1)");
        this.key = key.clone();
        this.salt = salt.clone();
        this.mki = mki.clone();
    }

    /** A new random one, without identifier. */
    public static MasterKey random(CryptoSuite suite) {
        byte[] key = new byte[suite.keyBytes()];
        byte[] salt = new byte[suite.saltBytes()];
        RANDOM.nextBytes(key);
        RANDOM.nextBytes(salt);
        return new MasterKey(key, salt, NO_MKI);
    }

    /** Key and salt in one, as SDES gives them. */
    public static MasterKey joined(CryptoSuite suite, byte[] keyAndSalt, byte[] mki) {
        return new MasterKey(Arrays.copyOf(keyAndSalt, suite.keyBytes()),
                Arrays.copyOfRange(keyAndSalt, suite.keyBytes(), suite.keyBytes() + suite.saltBytes()), mki);
    }

    /** Is of the suite's sizes. */
    boolean fits(CryptoSuite suite) {
        return key.length == suite.keyBytes() && salt.length == suite.saltBytes();
    }

    public byte[] key() {
        return key.clone();
    }

    public byte[] salt() {
        return salt.clone();
    }

    public byte[] mki() {
        return mki.clone();
    }

    /** In constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof MasterKey that && MessageDigest.isEqual(key, that.key) && MessageDigest.isEqual(salt, that.salt)
                && Arrays.equals(mki, that.mki);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(mki);
    }

    @Override
    public String toString() {
        return "MasterKey of " + key.length * 8 + " bits";
    }
}
