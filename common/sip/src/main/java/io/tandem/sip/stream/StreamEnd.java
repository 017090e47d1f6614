package io.tandem.sip.stream;

/** Why a connection was refused or has ended. */
public enum StreamEnd {
    /** The peer closed it, or the network did. */
    BY_PEER(false),
    /** We closed it in order: on request, or while shutting down. */
    BY_US(false),
    /** Refused: too many connections in all. */
    REFUSED_TOTAL(false),
    /** Refused: too many connections of this address. */
    REFUSED_ADDRESS(false),
    /** Refused: this address opens connections too fast. */
    REFUSED_RATE(false),
    /** We could not connect. */
    UNREACHABLE(false),
    /** Made room for a newer one: too many connections that have not brought a message yet, or too many in all and this one's peer is a stranger. */
    CROWDED_OUT(true),
    /** No message within the time for the first one. */
    SILENT(true),
    /** A message, begun, was not ended in time. */
    SLOW_WRITER(true),
    /** The peer does not read what we send. */
    SLOW_READER(true),
    /** Nothing came for longer than a connection may be idle. */
    IDLE(true),
    /** Header or body larger than allowed. */
    TOO_LARGE(true),
    /** No SIP, or no framing. */
    NOT_SIP(true),
    /** TLS failed: no common version or cipher, certificate refused, broken records. */
    TLS_FAILED(true),
    /** The TLS or WebSocket handshake took too long. */
    HANDSHAKE_TIMEOUT(true),
    /** The upgrade was refused: no WebSocket, no subprotocol sip, Origin not allowed. */
    UPGRADE_REFUSED(true),
    /** WebSocket rules broken after the upgrade. */
    WEBSOCKET_FAULT(true);

    private final boolean cut;

    StreamEnd(boolean cut) {
        this.cut = cut;
    }

    /** Ended by us for the peer's fault? */
    public boolean isCut() {
        return cut;
    }

    /** As a name of a counter: lower case, words joined by hyphens. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
