package io.tandem.relay.pipeline;

/** What a port carries by signalling. */
public enum PortKind {
    /** RTP, with RTCP too if multiplexed (RFC 5761), or DTLS of endpoints that encrypt end to end. */
    RTP,
    RTCP,
    /** Any datagram, such as UDPTL of T.38: passed unread. */
    DATAGRAM
}
