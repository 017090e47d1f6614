package io.tandem.sip.auth;

/** An Authorization, Proxy-Authorization or challenge header that cannot be read; a server answers 400 Bad Auth Header. */
public final class MalformedCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedCredentialsException(String why) {
        super(why);
    }
}
