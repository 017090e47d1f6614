package io.tandem.provisioning.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Login and password of an {@code Authorization: Basic} header (RFC 7617). */
record Credentials(String login, String password) {
    private static final String SCHEME = "basic ";

    /** @return empty for no header, another scheme or nonsense */
    static Optional<Credentials> of(Optional<String> authorization) {
        return authorization.filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .flatMap(value -> decode(value.substring(SCHEME.length()).strip()));
    }

    private static Optional<Credentials> decode(String base64) {
        try {
            String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Credentials[" + login + "]";
    }
}
