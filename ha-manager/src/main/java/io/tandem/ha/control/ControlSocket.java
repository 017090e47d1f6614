package io.tandem.ha.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import io.tandem.ha.client.HaProtocol;
import io.tandem.ha.client.Reply;
import io.tandem.ha.client.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests on a Unix socket: one request a connection, a few connections at a time, none for longer than the time limit.
 * The file's permissions decide who may ask.
 */
public final class ControlSocket implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 16;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);

    private final Path path;
    private final ServerSocketChannel server;
    private final Function<Request, Reply> service;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("control-deadlines").factory());

    private ControlSocket(Path path, ServerSocketChannel server, Function<Request, Reply> service) {
        this.path = path;
        this.server = server;
        this.service = service;
    }

    /**
     * Listens. A socket file that nobody listens on any more is replaced.
     *
     * @param service answers; called on virtual threads
     * @throws IOException if the path is too long, cannot be made, or somebody answers on it already
     */
    public static ControlSocket open(Path path, String permissions, Function<Request, Reply> service) throws IOException {
        UnixSocketFile.prepare(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        ControlSocket control = new ControlSocket(path, server, service);
        Thread.ofPlatform().daemon().name("control-accept").start(control::accept);
        return control;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                connections.acquireUninterruptibly();
                SocketChannel connection = server.accept();
                Thread.ofVirtual().name("control").start(() -> serve(connection));
            } catch (AsynchronousCloseException e) {
                return; // close()
            } catch (IOException e) {
                connections.release();
                if (server.isOpen()) log.warn("cannot accept on {}", path, e);
                LockSupport.parkNanos(PAUSE.toNanos()); // out of file descriptors, for instance: others close theirs meanwhile
            }
        }
    }

    private void serve(SocketChannel connection) {
        ScheduledFuture<?> deadline = deadlines.schedule(() -> end(connection), TIME_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        try (connection) {
            HaProtocol.write(connection, service.apply(HaProtocol.read(connection, Request.class)));
        } catch (IOException e) {
            log.debug("request on {} not answered: {}", path, e.getMessage());
        } finally {
            deadline.cancel(false);
            connections.release();
        }
    }

    private static void end(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            log.debug("cannot close a connection", e);
        }
    }

    @Override public void close() throws IOException {
        server.close();
        deadlines.shutdownNow();
        Files.deleteIfExists(path);
    }
}
