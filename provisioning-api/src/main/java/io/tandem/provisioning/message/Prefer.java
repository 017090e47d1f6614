package io.tandem.provisioning.message;

/** What the client wants to see after a write (RFC 7240 §4.2). */
public enum Prefer {
    MINIMAL("return=minimal"), REPRESENTATION("return=representation");

    private final String token;

    Prefer(String token) {
        this.token = token;
    }

    /** A missing or unknown preference is minimal. */
    public static Prefer of(Request request) {
        return request.header("Prefer").filter(value -> value.replace(" ", "").contains(REPRESENTATION.token)).isPresent() ? REPRESENTATION : MINIMAL;
    }

    public String applied() {
        return token;
    }
}
