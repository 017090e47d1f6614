package io.tandem.sip.auth;

import java.util.Optional;

/** Quality of protection (RFC 7616 §3.3): {@code auth} covers method and URI, {@code auth-int} the body as well. */
public enum Qop {
    AUTH("auth"),
    AUTH_INT("auth-int");

    private final String token;

    Qop(String token) {
        this.token = token;
    }

    /** As written in headers. */
    public String token() {
        return token;
    }

    public static Optional<Qop> of(String token) {
        String stripped = token.strip();
        for (Qop qop : values()) {
            if (qop.token.equalsIgnoreCase(stripped)) return Optional.of(qop);
        }
        return Optional.empty();
    }
}
