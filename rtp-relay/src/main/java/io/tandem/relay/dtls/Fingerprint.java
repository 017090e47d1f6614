package io.tandem.relay.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Hash of a certificate in SDP (RFC 8122 §5). @param algorithm {@code sha-256} or another SHA, lower case */
public record Fingerprint(String algorithm, byte[] hash) {
    /** What {@code DTLS-fingerprint} may name. MD5 and MD2 are refused. */
    public static final List<String> ALGORITHMS = List.of("sha-1", "sha-224", "sha-256", "sha-384", "sha-512");
    public static final String DEFAULT_ALGORITHM = "sha-256";

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    public Fingerprint {
        hash = hash.clone();
    }

    /** Hash of a DER certificate. */
    public static Fingerprint of(String algorithm, byte[] certificate) {
        return new Fingerprint(algorithm, digest(algorithm).digest(certificate));
    }

    private static MessageDigest digest(String algorithm) {
        if (!ALGORITHMS.contains(algorithm)) throw new IllegalArgumentException("fingerprint by '" + algorithm + "', not by one of " + ALGORITHMS);
        try {
            return MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    /** The value of {@code a=fingerprint}; empty if it cannot be used. */
    public static Optional<Fingerprint> parse(String value) {
        String[] words = value.strip().split("[ \t]+");
        if (words.length != 2) return Optional.empty();
        String algorithm = words[0].toLowerCase(Locale.ROOT);
        if (!ALGORITHMS.contains(algorithm)) return Optional.empty();
        try {
            byte[] hash = COLONS.parseHex(words[1]);
            return hash.length == digest(algorithm).getDigestLength() ? Optional.of(new Fingerprint(algorithm, hash)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Is this the hash of that DER certificate? In constant time. */
    public boolean matches(byte[] certificate) {
        return MessageDigest.isEqual(hash, digest(algorithm).digest(certificate));
    }

    /** The value of {@code a=fingerprint}. */
    public String text() {
        return algorithm + " " + COLONS.formatHex(hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && algorithm.equals(that.algorithm) && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return text();
    }
}
