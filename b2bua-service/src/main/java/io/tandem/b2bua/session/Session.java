package io.tandem.b2bua.session;

/** Dialogs that live and end together. Loop thread only. */
public interface Session {
    /** Ends it from the middle: BYE to whoever is up, a refusal or a CANCEL for whoever is not yet.
     * @param status what a caller without answer gets
     * @param reason value of the Reason header that the parties see (RFC 3326) */
    void hangUp(int status, String reason);

    /** Is it in the store as it is, so that another process can go on with it? */
    default boolean isKept() {
        return false;
    }
}
