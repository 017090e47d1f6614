package io.tandem.sip.transport;

import java.util.concurrent.atomic.LongAdder;

/** What a transport has seen since it started. Any thread. */
public final class TransportCounters {

    final LongAdder received = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder keepAlives = new LongAdder();
    final LongAdder refusedConnections = new LongAdder();
    final LongAdder cutConnections = new LongAdder();

    /** Messages received, malformed ones not counted. */
    public long received() {
        return received.sum();
    }

    /** Messages handed to the system. */
    public long sent() {
        return sent.sum();
    }

    /** Datagrams or frames that are no message, and streams without framing. */
    public long malformed() {
        return malformed.sum();
    }

    /** Keep-alives of RFC 5626, and the like. */
    public long keepAlives() {
        return keepAlives.sum();
    }

    /** Connections refused because there are too many. */
    public long refusedConnections() {
        return refusedConnections.sum();
    }

    /** Connections that we ended: idle, too slow, or not speaking SIP. */
    public long cutConnections() {
        return cutConnections.sum();
    }
}
