package io.tandem.rtp;

/** Octets that are no RTCP compound packet; the message says at which octet and why. */
public final class MalformedRtcpException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedRtcpException(String message) {
        super(message);
    }
}
