package io.tandem.proxy.credential;

/** A signer's certificate that cannot be had or not be used. */
public final class CredentialException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** It may not be asked for there, or nobody answers with one. */
        UNREACHABLE,
        /** Too many are being fetched: that says nothing about it. */
        BUSY,
        /** It is none, or nobody vouches for it. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final String why;

    public CredentialException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.why = message;
    }

    static CredentialException unreachable(String message) {
        return new CredentialException(Kind.UNREACHABLE, message);
    }

    static CredentialException unsupported(String message) {
        return new CredentialException(Kind.UNSUPPORTED, message);
    }

    public Kind kind() {
        return kind;
    }

    /** The message. */
    public String why() {
        return why;
    }
}
