package io.tandem.relay.srtp;

/** Weaker protection that both ends agreed on (RFC 4568 §6.3). GCM always authenticates, and encrypts RTP (RFC 7714 §14.2). */
public record SessionParameters(boolean unencryptedRtp, boolean unencryptedRtcp, boolean unauthenticatedRtp) {
    /** Everything encrypted and authenticated. */
    public static final SessionParameters NONE = new SessionParameters(false, false, false);
}
