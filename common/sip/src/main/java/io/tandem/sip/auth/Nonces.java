package io.tandem.sip.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces without memory: time and random bytes, signed for a realm and a client with a secret that all nodes share, so that each node can check
 * what another issued (RFC 7616 §5.4). Usable until they expire. One thread, for {@link #issue} as for {@link #check}: neither the signer nor the
 * random bytes that are drawn ahead are locked.
 */
public final class Nonces {
    /** EXPIRED: ours, but too old. FORGED: not ours, or for another realm or client. */
    public enum Validity { VALID, EXPIRED, FORGED }

    private static final int PAYLOAD = 16;
    private static final int SIGNATURE = 16;
    private static final int MIN_SECRET = 16;
    private static final int DRAWN = 512;

    private final Mac mac;
    private final Duration lifetime;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    /** Drawn for many nonces at once: a draw costs a hash, however short it is. */
    private final ByteBuffer drawn = ByteBuffer.allocate(DRAWN).limit(0);

    /** @param secret at least 16 bytes, the same on every node
     * @param lifetime how long clients may use a nonce; 5 min is usual */
    public Nonces(byte[] secret, Duration lifetime, InstantSource clock) {
        if (secret.length < MIN_SECRET) throw new IllegalArgumentException("nonce secret needs 16 bytes or more, has " + secret.length);
        if (!lifetime.isPositive()) throw new IllegalArgumentException("nonce lifetime must be positive, is " + lifetime);
        this.lifetime = lifetime;
        this.clock = clock;
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is missing from this Java runtime; no nonce can be signed", e);
        }
    }

    /** A fresh nonce, 43 characters that need no quoting.
     * @param client who alone may use it, for example by his address; empty for anybody */
    public String issue(String realm, String client) {
        byte[] payload = ByteBuffer.allocate(PAYLOAD).putLong(clock.millis()).putLong(draw()).array();
        byte[] nonce = Arrays.copyOf(payload, PAYLOAD + SIGNATURE);
        System.arraycopy(signature(payload, realm, client), 0, nonce, PAYLOAD, SIGNATURE);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    private long draw() {
        if (!drawn.hasRemaining()) {
            random.nextBytes(drawn.array());
            drawn.clear();
        }
        return drawn.getLong();
    }

    public Validity check(String nonce, String realm, String client) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return Validity.FORGED;
        }
        if (bytes.length != PAYLOAD + SIGNATURE) return Validity.FORGED;
        byte[] payload = Arrays.copyOf(bytes, PAYLOAD);
        byte[] signed = Arrays.copyOfRange(bytes, PAYLOAD, PAYLOAD + SIGNATURE);
        if (!MessageDigest.isEqual(signed, signature(payload, realm, client))) return Validity.FORGED;
        Duration age = Duration.ofMillis(clock.millis() - ByteBuffer.wrap(payload).getLong()).abs();   // abs: clocks of nodes differ
        return age.compareTo(lifetime) > 0 ? Validity.EXPIRED : Validity.VALID;
    }

    private byte[] signature(byte[] payload, String realm, String client) {
        mac.update(payload);
        mac.update(client.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
        return Arrays.copyOf(mac.doFinal(realm.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)), SIGNATURE);
    }
}
