package io.tandem.sip.transport;

import java.util.concurrent.atomic.LongAdder;

/** What a transport has seen since it started. Any thread. */
public final class TransportCounters {

    final LongAdder received = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder keepAlives = new LongAdder();

    /** Messages received, malformed ones not counted. */
    public long received() {
        return received.sum();
    }

    /** Messages handed to the system. */
    public long sent() {
        return sent.sum();
    }

    /** Datagrams that are no message. */
    public long malformed() {
        return malformed.sum();
    }

    /** Keep-alives of RFC 5626, and the like. */
    public long keepAlives() {
        return keepAlives.sum();
    }
}
