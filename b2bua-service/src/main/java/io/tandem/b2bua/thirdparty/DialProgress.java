package io.tandem.b2bua.thirdparty;

/** The first news of a call that was asked for: a SIP status above 100 of the subscriber's own phones, and its phrase. */
public record DialProgress(int status, String reason) {
    /** They do not ring. */
    public boolean isRefused() {
        return status >= 300;
    }
}
