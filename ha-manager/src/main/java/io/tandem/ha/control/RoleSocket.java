package io.tandem.ha.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.tandem.ha.client.HaProtocol;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.drain.Drainage;
import io.tandem.ha.drain.Quiet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes the role to this node's services: whoever connects gets the status as a line of JSON at once, after each change and once a second. A service that
 * reads the end of the connection, or nothing for three seconds, is standby. Lines do not queue: who does not read is dropped. Before a hand-over by order
 * lines say {@code draining}, come more often, and are answered by the number of calls that are being set up.
 */
public final class RoleSocket implements Drainage, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RoleSocket.class);
    private static final int MAX_SERVICES = 64;
    private static final Duration REPEATED_EVERY = Duration.ofSeconds(1);
    private static final Duration ASKED_EVERY = Duration.ofMillis(50);

    private final Path path;
    private final ServerSocketChannel server;
    private final Supplier<NodeStatus> status;
    private final List<Listener> services = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("role-push").factory());

    /** The sender's thread; null: no hand-over is waiting. */
    private @Nullable Draining draining;

    private record Draining(Runnable quiet, Quiet watch) {}

    /** What services read: a {@link NodeStatus}, and whether no call shall begin. */
    record Line(String node, NodeState state, long epoch, Instant since, String detail, boolean draining) {}

    private RoleSocket(Path path, ServerSocketChannel server, Supplier<NodeStatus> status) {
        this.path = path;
        this.server = server;
        this.status = status;
    }

    /**
     * Listens.
     *
     * @param status asked for each line; any thread
     * @throws IOException if the path is too long, cannot be made, or somebody answers on it already
     */
    public static RoleSocket open(Path path, String permissions, Supplier<NodeStatus> status) throws IOException {
        UnixSocketFile.prepare(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        RoleSocket socket = new RoleSocket(path, server, status);
        Thread.ofPlatform().daemon().name("role-accept").start(socket::accept);
        socket.sender.scheduleAtFixedRate(socket::tellAll, REPEATED_EVERY.toNanos(), REPEATED_EVERY.toNanos(), TimeUnit.NANOSECONDS);
        return socket;
    }

    /** The role has changed. Any thread; returns at once. After {@link #close} nobody is left to be told. */
    public void changed() {
        if (server.isOpen()) sender.execute(this::tellAll);
    }

    @Override public void begin(Runnable quiet) {
        if (server.isOpen()) sender.execute(() -> {
            draining = new Draining(quiet, new Quiet());
            for (Listener service : services) attempt(service, Listener::forget);
            tellAll();
            ask();
        });
    }

    @Override public void end() {
        if (server.isOpen()) sender.execute(() -> {
            draining = null;
            tellAll();
        });
    }

    private void ask() {
        Draining now = draining;
        if (now == null) return;
        List<OptionalInt> said = new ArrayList<>();
        for (Listener service : services) attempt(service, it -> said.add(it.hear()));
        if (now.watch().isReached(said, System.nanoTime())) {
            now.quiet().run();
            return; // until the end
        }
        tellAll();
        sender.schedule(this::ask, ASKED_EVERY.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel service = server.accept();
                service.configureBlocking(false);
                sender.execute(() -> admit(service));
            } catch (AsynchronousCloseException e) {
                return; // close()
            } catch (IOException e) {
                if (server.isOpen()) log.warn("cannot accept on {}", path, e);
                LockSupport.parkNanos(REPEATED_EVERY.toNanos()); // out of file descriptors, for instance
            }
        }
    }

    private void admit(SocketChannel channel) {
        Listener service = new Listener(channel);
        if (services.size() >= MAX_SERVICES) {
            log.warn("more than {} services ask for the role on {}; the next one is refused and stays standby", MAX_SERVICES, path);
            end(service);
            return;
        }
        services.add(service);
        tell(service, line());
    }

    private void tellAll() {
        ByteBuffer line = line();
        for (Listener service : services) tell(service, line);
    }

    private ByteBuffer line() {
        NodeStatus now = status.get();
        Line line = new Line(now.node(), now.state(), now.epoch(), now.since(), now.detail(), draining != null && now.state() == NodeState.ACTIVE);
        return ByteBuffer.wrap(HaProtocol.line(line)).asReadOnlyBuffer();
    }

    private void tell(Listener service, ByteBuffer line) {
        attempt(service, it -> {
            if (it.tell(line)) return;
            log.warn("a service does not read its role from {}; it is dropped, and standby", path);
            services.remove(it);
            end(it);
        });
    }

    private interface Talk {
        void with(Listener service) throws IOException;
    }

    /** Who has left, or says what nobody understands, is no listener any more. */
    private void attempt(Listener service, Talk talk) {
        try {
            talk.with(service);
        } catch (IOException gone) {
            log.debug("a service has left {}", path, gone);
            services.remove(service);
            end(service);
        }
    }

    private static void end(Listener service) {
        try {
            service.close();
        } catch (IOException e) {
            log.debug("cannot close a connection", e);
        }
    }

    @Override public void close() throws IOException {
        server.close();
        sender.shutdownNow();
        services.forEach(RoleSocket::end);
        Files.deleteIfExists(path);
    }
}
