package io.tandem.proxy.route;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Seals what our Record-Route says: routes come back from outside, and anybody can write one. HMAC-SHA256 (RFC 2104), cut short. One thread. */
public final class RouteSeal {
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;
    private final int bytes;

    /** @param secret  the same on all nodes
     *  @param purpose each has a key of its own, derived from the secret
     *  @param bytes   of a seal, 1 to 32; it is written with two digits for each */
    public RouteSeal(byte[] secret, String purpose, int bytes) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            byte[] own = mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)); // the secret signs other things, too
            mac.init(new SecretKeySpec(own, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is missing from this Java runtime; no route can be signed", e);
        }
        this.bytes = bytes;
    }

    /** Seal of a text, in hexadecimal digits. */
    public String of(String text) {
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 0, bytes);
    }

    /** Whether this is the seal of the text; takes as long for a wrong one. */
    public boolean fits(String given, String text) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), of(text).getBytes(StandardCharsets.UTF_8));
    }
}
