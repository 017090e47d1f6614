package io.tandem.provisioning.ldap;

/** The directory cannot say whether a password is right: it is away, slow, not trusted, or refuses the account that it is searched with. */
public final class DirectoryAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    DirectoryAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
