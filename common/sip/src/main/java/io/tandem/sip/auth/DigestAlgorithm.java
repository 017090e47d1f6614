package io.tandem.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The hash of a digest (RFC 7616 §3.2, RFC 8760 §2.1); the session variants mix both nonces into the first hash. */
public enum DigestAlgorithm {
    MD5("MD5", "MD5", false),
    MD5_SESS("MD5-sess", "MD5", true),
    SHA_256("SHA-256", "SHA-256", false),
    SHA_256_SESS("SHA-256-sess", "SHA-256", true);

    /** Three hashes a request: a search for the provider each otherwise. */
    private static final ThreadLocal<MessageDigest> MD5_DIGEST = ThreadLocal.withInitial(() -> newDigest("MD5"));
    private static final ThreadLocal<MessageDigest> SHA_256_DIGEST = ThreadLocal.withInitial(() -> newDigest("SHA-256"));

    private final String token;
    private final String hash;
    private final boolean session;

    DigestAlgorithm(String token, String hash, boolean session) {
        this.token = token;
        this.hash = hash;
        this.session = session;
    }

    private static MessageDigest newDigest(String hash) {
        try {
            return MessageDigest.getInstance(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(hash + " is missing from this Java runtime; SIP clients cannot be authenticated", e);
        }
    }

    /** As written in headers. */
    public String token() {
        return token;
    }

    public boolean isSession() {
        return session;
    }

    public static Optional<DigestAlgorithm> of(String token) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) return Optional.of(algorithm);
        }
        return Optional.empty();
    }

    /** Lower-case hexadecimal hash of the text in UTF-8. */
    String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    String hex(byte[] data) {
        return HexFormat.of().formatHex((hash.equals("MD5") ? MD5_DIGEST : SHA_256_DIGEST).get().digest(data));
    }
}
