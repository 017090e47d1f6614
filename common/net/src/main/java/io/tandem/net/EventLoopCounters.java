package io.tandem.net;

import java.util.concurrent.atomic.LongAdder;

/** What an event loop has done since it started. Written by the loop, read by any thread. */
public final class EventLoopCounters {

    final LongAdder received = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder sendFailures = new LongAdder();
    final LongAdder receiveFailures = new LongAdder();
    final LongAdder handlerExceptions = new LongAdder();

    /** Datagrams received. */
    public long received() {
        return received.sum();
    }

    /** Datagrams handed to the kernel. */
    public long sent() {
        return sent.sum();
    }

    /** Datagrams the kernel refused, for example for lack of a route or of buffer space. */
    public long sendFailures() {
        return sendFailures.sum();
    }

    /** Receive calls that failed, for example by an ICMP error of an earlier datagram. */
    public long receiveFailures() {
        return receiveFailures.sum();
    }

    /** Exceptions thrown by receivers, tasks and timers. */
    public long handlerExceptions() {
        return handlerExceptions.sum();
    }
}
