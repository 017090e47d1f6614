package io.tandem.relay.sdp;

/** A session description that is well formed, but says no address that media could be sent to; the message names it. */
public final class UnusableSdpException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableSdpException(String message) {
        super(message);
    }
}
