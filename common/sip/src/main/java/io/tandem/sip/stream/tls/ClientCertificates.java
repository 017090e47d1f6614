package io.tandem.sip.stream.tls;

/** Whether a client must show a certificate of its own. */
public enum ClientCertificates {
    /** Not asked for. */
    NONE,
    /** Asked for; one that is shown must be good. */
    REQUEST,
    /** Asked for; the handshake fails without. */
    REQUIRE
}
