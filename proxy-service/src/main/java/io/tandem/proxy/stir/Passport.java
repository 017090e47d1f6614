package io.tandem.proxy.stir;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** A PASSporT: what somebody has signed about a call (RFC 8225). Immutable.
 * @param token       in compact form
 * @param ppt         its kind
 * @param certificate where the signer's certificate is (x5u)
 * @param from        who calls: a number, else a URI
 * @param to          who is called, likewise
 * @param forwardedBy whom the call was for before (RFC 8946), likewise; empty in any other kind
 * @param attest      empty but in one of SHAKEN
 * @param signedAt    seconds exact */
record Passport(String token, String ppt, String certificate, String from, Set<String> to, Optional<String> forwardedBy, Optional<Attest> attest,
                Instant signedAt) {
    private static final String SIGNATURE = "SHA256withECDSAinP1363Format"; // ES256 (RFC 7518 §3.4)
    private static final int SIGNATURE_BYTES = 64;
    private static final long LATEST = 1L << 40; // seconds
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** @throws MalformedPassportException if it says nothing, or not what the Identity header says of it */
    static Passport parse(IdentityHeader identity) {
        String[] parts = identity.token().split("\\.");
        Map<String, Object> header = PassportJson.read(decoded(parts[0]));
        Map<String, Object> claims = PassportJson.read(decoded(parts[1]));
        require(IdentityHeader.ALGORITHM.equals(header.get("alg")), "alg is not " + IdentityHeader.ALGORITHM);
        require("passport".equals(header.getOrDefault("typ", "passport")), "typ is not passport");
        require(identity.ppt().equals(header.get("ppt")), "ppt is not that of the Identity header");
        require(!header.containsKey("crit"), "asks for what is not known here");
        List<String> from = names(claims.get("orig"));
        List<String> to = names(claims.get("dest"));
        require(from.size() == 1, "orig is not one number or URI");
        require(!to.isEmpty(), "dest names nobody");
        boolean forwarded = identity.ppt().equals(IdentityHeader.DIV);
        List<String> before = forwarded ? names(claims.get("div")) : List.of();
        require(!forwarded || before.size() == 1, "div is not one number or URI");
        return new Passport(identity.token(), identity.ppt(), text(header.get("x5u"), "x5u"), from.getFirst(), new LinkedHashSet<>(to),
                before.stream().findFirst(), identity.ppt().equals(IdentityHeader.SHAKEN) ? Optional.of(attest(claims)) : Optional.empty(),
                time(claims.get("iat")));
    }

    private static byte[] decoded(String part) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException unreadable) {
            throw new MalformedPassportException("no base64url: " + unreadable.getMessage());
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedPassportException(otherwise);
        }
    }

    private static Instant time(@Nullable Object value) {
        if (value instanceof Long seconds && seconds >= 0 && seconds < LATEST) {
            return Instant.ofEpochSecond(seconds);
        }
        throw new MalformedPassportException("iat is no time");
    }

    private static String text(@Nullable Object value, String name) {
        if (value instanceof String text) {
            return text;
        }
        throw new MalformedPassportException(name + " is no text");
    }

    private static Attest attest(Map<String, Object> claims) {
        return Arrays.stream(Attest.values()).filter(level -> level.name().equals(claims.get("attest"))).findFirst()
                .orElseThrow(() -> new MalformedPassportException("attest is not A, B or C"));
    }

    /** Those of {@code {"tn": ...}}, {@code {"uri": ...}} or both, each one text or several. */
    private static List<String> names(@Nullable Object claim) {
        if (!(claim instanceof Map<?, ?> members)) {
            throw new MalformedPassportException("orig, dest or div is missing");
        }
        List<String> numbers = texts(members.get("tn"));
        numbers.forEach(number -> require(CanonicalNumber.of(number).isPresent(), "tn is no number"));
        return Stream.concat(numbers.stream().map(number -> CanonicalNumber.of(number).orElseThrow()), texts(members.get("uri")).stream()).toList();
    }

    private static List<String> texts(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case String one -> List.of(one);
            case List<?> several -> several.stream().map(item -> text(item, "tn or uri")).toList();
            default -> throw new MalformedPassportException("tn or uri is no text");
        };
    }

    /** Takes a fraction of a millisecond.
     * @return whether the owner of the key has signed it */
    boolean isSignedBy(PublicKey key) throws GeneralSecurityException {
        int end = token.lastIndexOf('.');
        byte[] signature = decoded(token.substring(end + 1));
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        Signature check = Signature.getInstance(SIGNATURE);
        check.initVerify(key);
        check.update(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
        return check.verify(signature);
    }

    /** Signs claims. Takes a fraction of a millisecond.
     * @param claims members in the order of their names (RFC 8225 §9) */
    static IdentityHeader sign(String ppt, String certificate, Map<String, ?> claims, PrivateKey key) throws GeneralSecurityException {
        Map<String, String> header = new TreeMap<>(Map.of("alg", IdentityHeader.ALGORITHM, "ppt", ppt, "typ", "passport", "x5u", certificate));
        String signed = ENCODER.encodeToString(PassportJson.write(header)) + "." + ENCODER.encodeToString(PassportJson.write(claims));
        Signature signature = Signature.getInstance(SIGNATURE);
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return new IdentityHeader(signed + "." + ENCODER.encodeToString(signature.sign()), certificate, ppt);
    }
}
