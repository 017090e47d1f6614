package io.tandem.sip.stream;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.Predicate;

import io.netty.util.concurrent.EventExecutor;
import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.admission.Admission;
import io.tandem.sip.stream.admission.Lifetime;
import io.tandem.sip.stream.socket.StreamSockets;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** All stream listeners of a process, with the Netty threads they share. Any thread. */
public final class StreamTransport implements AutoCloseable {

    private static final int ID_BITS = 48;
    /** Of unfinished messages of all connections. */
    private static final int MAX_COLLECTED_BYTES = 64 << 20;

    private final EventLoop loop;
    private final StreamLimits limits;
    private final Lifetime.Times times;
    private final StreamCounters counters = new StreamCounters();
    private final SecureRandom random = new SecureRandom();
    private final Admission admission;
    private final StreamSockets sockets;
    private final List<StreamThread> threads = new ArrayList<>();
    private final AtomicInteger nextThread = new AtomicInteger();
    private final Map<Long, Connection> byId = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private volatile Predicate<PeerAddress> known = _ -> false;

    private StreamTransport(EventLoop loop, StreamLimits limits, int threadCount) {
        this.loop = loop;
        this.limits = limits;
        this.times = new Lifetime.Times(limits.handshakeTimeout().toNanos(), limits.messageTimeout().toNanos(), limits.idleTimeout().toNanos(),
                limits.keepAlive().toNanos());
        this.admission = new Admission(limits.maxConnections(), limits.maxConnectionsPerAddress(), limits.acceptsPerSecond(), random.nextLong());
        this.sockets = new StreamSockets(limits.connectTimeout(), limits.maxUnsentBytes(), threadCount);
        for (EventExecutor executor : sockets.group()) {
            threads.add(new StreamThread((io.netty.channel.EventLoop) executor, loop, remote -> known.test(remote), limits.messageTimeout(),
                    Math.max(1, limits.maxSilent() / threadCount), MAX_COLLECTED_BYTES / threadCount));
        }
    }

    /** Starts the threads; listens nowhere yet. */
    public static StreamTransport open(EventLoop loop, StreamLimits limits, int threads) {
        StreamTransport transport = new StreamTransport(loop, limits, threads);
        loop.onRoundEnd(transport::publish);
        return transport;
    }

    private void publish() {
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).outbox().publish();
        }
    }

    /** Tells who is known, because somebody authenticated from that address or because it is trusted: his connections stay when there are as many as there
     * may be, and strangers' give way to his. Asked on the event loop, and only then. */
    public void prefer(Predicate<PeerAddress> wanted) {
        known = wanted;
    }

    /** Listens at exactly this address; port 0 lets the system choose. The receiver may be called before this returns.
     * @throws java.io.UncheckedIOException if the address cannot be bound
     * @throws IllegalArgumentException if TLS or WSS has no certificates */
    public StreamListener listen(Protocol protocol, InetSocketAddress local, StreamReceiver receiver, ListenOptions options) {
        if (protocol == Protocol.UDP) {
            throw new IllegalArgumentException("UDP is no stream");
        }
        if ((protocol == Protocol.TLS || protocol == Protocol.WSS) && options.certificates().isEmpty()) {
            throw new IllegalArgumentException("%s %s has no certificate".formatted(protocol, local));
        }
        Listener listener = new Listener(this, protocol, local, receiver, options);
        synchronized (listeners) {
            listeners.add(listener);
        }
        listener.open();
        return listener;
    }

    /** The open connection with that identity, of whichever listener, else null. */
    public @Nullable StreamConnection connection(long id) {
        return byId.get(id);
    }

    /** Open connections, all listeners together. */
    public int size() {
        return byId.size();
    }

    /** Some of the open connections, at most that many. */
    public List<ConnectionInfo> connections(int limit) {
        long now = System.nanoTime();
        return byId.values().stream().limit(limit).map(connection -> connection.info(now)).toList();
    }

    public StreamCounters counters() {
        return counters;
    }

    StreamLimits limits() {
        return limits;
    }

    Lifetime.Times times() {
        return times;
    }

    Admission admission() {
        return admission;
    }

    StreamSockets sockets() {
        return sockets;
    }

    boolean inLoop() {
        return loop.inLoop();
    }

    StreamThread threadOf(io.netty.channel.EventLoop executor) {
        for (StreamThread thread : threads) {
            if (thread.executor() == executor) {
                return thread;
            }
        }
        throw new IllegalArgumentException("not of this transport: " + executor);
    }

    StreamThread nextThread() {
        return threads.get(Math.floorMod(nextThread.getAndIncrement(), threads.size()));
    }

    /** Makes a connection with an identity of its own. */
    Connection register(LongFunction<Connection> maker) {
        while (true) {
            long id = random.nextLong() >>> Long.SIZE - ID_BITS;
            Connection connection = maker.apply(id);
            if (id != 0 && byId.putIfAbsent(id, connection) == null) {
                connection.listener().registered(1);
                return connection;
            }
        }
    }

    void forget(Connection connection) {
        if (byId.remove(connection.id()) != null) {
            connection.listener().registered(-1);
            admission.release(connection.remote());
        }
    }

    void endAll(Listener listener) {
        for (Connection connection : byId.values()) {
            if (connection.listener() == listener) {
                connection.close("the listener is closed");
            }
        }
    }

    /** Stops listening and ends every connection. */
    @Override
    public void close() {
        List<Listener> open;
        synchronized (listeners) {
            open = List.copyOf(listeners);
        }
        open.forEach(Listener::close);
        sockets.shutDown();
    }
}
