package io.tandem.relay.secure;

import io.tandem.sdp.MediaDescription;

/** Where the keys of a party's media come from. */
enum Keying {
    /** Plain RTP. */
    NONE,
    /** {@code a=crypto} (RFC 4568). */
    SDES,
    /** A handshake on the media path (RFC 5763). */
    DTLS;

    private static final String DTLS_PREFIX = "UDP/TLS/";

    /** By profile; early WebRTC had fingerprints under RTP/SAVPF (RFC 5763 §8 of its time). */
    static Keying of(MediaDescription section, boolean hasFingerprint) {
        Keying byProfile = ofProfile(section.protocol());
        return byProfile == SDES && hasFingerprint && section.attribute("crypto").isEmpty() ? DTLS : byProfile;
    }

    /** What a line with this profile is keyed by when the relay writes it. */
    static Keying ofProfile(String profile) {
        if (profile.startsWith(DTLS_PREFIX)) return DTLS;
        return profile.contains("RTP/SAVP") ? SDES : NONE;
    }
}
