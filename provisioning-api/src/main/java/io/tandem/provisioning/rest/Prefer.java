package io.tandem.provisioning.rest;

/** What the client wants to see after a write (RFC 7240 §4.2). */
enum Prefer {
    MINIMAL("return=minimal"), REPRESENTATION("return=representation");

    private final String token;

    Prefer(String token) {
        this.token = token;
    }

    /** A missing or unknown preference is minimal. */
    static Prefer of(Request request) {
        return request.header("Prefer").filter(value -> value.replace(" ", "").contains(REPRESENTATION.token)).isPresent() ? REPRESENTATION : MINIMAL;
    }

    String applied() {
        return token;
    }
}
