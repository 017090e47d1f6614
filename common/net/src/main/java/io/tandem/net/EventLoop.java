package io.tandem.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.tandem.net.peer.PeerTable;
import io.tandem.net.stream.StreamReceiver;
import io.tandem.net.stream.StreamSocket;

/** One thread that waits for datagrams, timers and tasks, and hands them on one after the other. Never block it. */
public interface EventLoop extends Scheduler, AutoCloseable {

    /** Starts a loop on a daemon thread of that name, on the best engine this system has (property {@code tandem.net.engine}: epoll or nio). */
    static EventLoop open(String name) {
        return LoopThread.start(name, EngineKind.choose());
    }

    /** A loop that saves CPU where more comes than one thing in twice that time: then it turns once in that time, with all that came meanwhile.
     * Whatever comes to a quiet one is not delayed, nor a flood.
     * @param gather zero: it is never delayed; some milliseconds at most */
    static EventLoop open(String name, Duration gather) {
        return LoopThread.start(name, EngineKind.choose(), gather);
    }

    /** The loops of this process that have not been closed, for those who watch whether they still turn. Any thread. */
    static List<EventLoop> all() {
        return List.copyOf(LoopThread.OPEN);
    }

    /** Binds exactly this address with default options; port 0 lets the system choose.
     * @throws java.io.UncheckedIOException if the address cannot be bound */
    default UdpSocket bind(InetSocketAddress local, DatagramReceiver receiver) {
        return bind(local, receiver, UdpOptions.DEFAULT);
    }

    /** Binds exactly this address; the receiver is called on the loop thread, perhaps before this method returns.
     * @throws java.io.UncheckedIOException if the address cannot be bound */
    UdpSocket bind(InetSocketAddress local, DatagramReceiver receiver, UdpOptions options);

    /** Begins to connect over TCP, without Nagle's delay and with keep-alive; the receiver is told of the outcome, never during the call. Loop thread only.
     * @throws java.io.UncheckedIOException if not even a socket can be made */
    StreamSocket connect(InetSocketAddress remote, StreamReceiver receiver);

    /** Is the caller the loop thread? */
    boolean inLoop();

    /** The peers this loop knows, the same objects its sockets deliver. Loop thread only. */
    PeerTable peers();

    /** Has this run on the loop after every burst of datagrams and every round of tasks and timers, before what was sent leaves: the place to
     * hand on what was collected meanwhile. Must be cheap when there is nothing. Any thread. */
    void onRoundEnd(Runnable action);

    /** What the loop has done since it started. */
    EventLoopCounters counters();

    /** Closes every socket, drops timers and tasks that have not run, and ends the thread. Closing twice is harmless. */
    @Override
    void close();
}
