package io.tandem.relay.srtp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.cipher.Octets;

/** The crypto suites of SRTP, the preferred ones first. Names are those of {@code a=crypto} (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14). */
public enum CryptoSuite {
    AEAD_AES_256_GCM(Algorithm.GCM, 32, 12, 16, 16, 8),
    AEAD_AES_128_GCM(Algorithm.GCM, 16, 12, 16, 16, 7),
    AES_256_CM_HMAC_SHA1_80(Algorithm.COUNTER, 32, 14, 10, 10, 0),
    AES_256_CM_HMAC_SHA1_32(Algorithm.COUNTER, 32, 14, 4, 10, 0),
    AES_192_CM_HMAC_SHA1_80(Algorithm.COUNTER, 24, 14, 10, 10, 0),
    AES_192_CM_HMAC_SHA1_32(Algorithm.COUNTER, 24, 14, 4, 10, 0),
    AES_CM_128_HMAC_SHA1_80(Algorithm.COUNTER, 16, 14, 10, 10, 1),
    AES_CM_128_HMAC_SHA1_32(Algorithm.COUNTER, 16, 14, 4, 10, 2),
    F8_128_HMAC_SHA1_80(Algorithm.F8, 16, 14, 10, 10, 0),
    NULL_HMAC_SHA1_80(Algorithm.NONE, 16, 14, 10, 10, 5),
    NULL_HMAC_SHA1_32(Algorithm.NONE, 16, 14, 4, 10, 6);

    /** How payloads are encrypted. */
    enum Algorithm { GCM, COUNTER, F8, NONE }

    private final Algorithm algorithm;
    private final int keyBytes;
    private final int saltBytes;
    private final int rtpTagBytes;
    private final int rtcpTagBytes;
    private final int dtlsProfile;

    CryptoSuite(Algorithm algorithm, int keyBytes, int saltBytes, int rtpTagBytes, int rtcpTagBytes, int dtlsProfile) {
        this.algorithm = algorithm;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.rtpTagBytes = rtpTagBytes;
        this.rtcpTagBytes = rtcpTagBytes;
        this.dtlsProfile = dtlsProfile;
    }

    /** By the name in {@code a=crypto}; empty for a suite this relay does not know. */
    public static Optional<CryptoSuite> named(String name) {
        return Arrays.stream(values()).filter(suite -> suite.name().equals(name)).findFirst();
    }

    /** By SRTPProtectionProfile of the use_srtp extension (RFC 5764 §4.1.2, RFC 7714 §14.2). */
    public static Optional<CryptoSuite> ofDtlsProfile(int profile) {
        return Arrays.stream(values()).filter(suite -> suite.dtlsProfile == profile && profile != 0).findFirst();
    }

    /** Those that DTLS can agree on with encryption, the preferred ones first. */
    public static List<CryptoSuite> forDtls() {
        return Arrays.stream(values()).filter(suite -> suite.dtlsProfile != 0 && suite.encrypts()).toList();
    }

    /** False for the NULL suites. */
    public boolean encrypts() {
        return algorithm != Algorithm.NONE;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /** Octets of the master key, and of the session keys for encryption. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Octets of the master salt. */
    public int saltBytes() {
        return saltBytes;
    }

    int rtpTagBytes() {
        return rtpTagBytes;
    }

    int rtcpTagBytes() {
        return rtcpTagBytes;
    }

    /** SRTPProtectionProfile; 0 if DTLS has none for this suite. */
    public int dtlsProfile() {
        return dtlsProfile;
    }
}
