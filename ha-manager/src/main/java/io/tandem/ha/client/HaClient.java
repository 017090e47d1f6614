package io.tandem.ha.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks this node's HA manager over its Unix socket. Blocks, at most for the time limit. Any thread. */
public final class HaClient {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private final Path socket;

    public HaClient(Path socket) { this.socket = socket; }

    /** Where the HA manager listens unless {@code tandem.ha-manager.control.socket} says otherwise. */
    public static Path defaultSocket(Path dataDir) { return dataDir.resolve("ha-manager").resolve("control.sock"); }

    /** Where services read the role, beside the control socket: a {@link NodeStatus} a line, at once, after each change and every second. */
    public static Path roleSocket(Path controlSocket) { return controlSocket.resolveSibling("role.sock"); }

    public NodeStatus status() throws HaUnreachableException { return ask(new Request(Request.Command.STATUS, false)).status(); }

    /** Makes this node active and its peer standby. */
    public Reply makeActive(boolean force) throws HaUnreachableException { return ask(new Request(Request.Command.MAKE_ACTIVE, force)); }

    /** Makes this node standby and its peer active. */
    public Reply makeStandby(boolean force) throws HaUnreachableException { return ask(new Request(Request.Command.MAKE_STANDBY, force)); }

    /** While a node is in maintenance it takes nothing over. */
    public Reply maintenance(boolean on, boolean force) throws HaUnreachableException {
        return ask(new Request(on ? Request.Command.MAINTENANCE_ON : Request.Command.MAINTENANCE_OFF, force));
    }

    /** The node's state, with what there is to say of its pair in the message. */
    public Reply report() throws HaUnreachableException { return ask(new Request(Request.Command.STATUS, false)); }

    /** Begins to compare the databases of the pair; refused unless this node is active. */
    public Reply compare() throws HaUnreachableException { return ask(new Request(Request.Command.COMPARE, false)); }

    /** How far that is, or what came of it. */
    public Reply comparison() throws HaUnreachableException { return ask(new Request(Request.Command.COMPARISON, false)); }

    private Reply ask(Request request) throws HaUnreachableException {
        byte[] line = HaProtocol.line(request); // before the manager waits for it: the first use of JSON takes its time
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            HaProtocol.write(channel, line);
            return within(channel);
        } catch (IOException | TimeoutException e) {
            throw new HaUnreachableException(socket, e);
        }
    }

    /** A Unix socket channel has no read timeout; closing it ends the read of the other thread. */
    private static Reply within(SocketChannel channel) throws IOException, TimeoutException {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                reply.complete(HaProtocol.read(channel, Reply.class));
            } catch (IOException e) {
                reply.completeExceptionally(e);
            }
        });
        try {
            return reply.get(TIME_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException("no reply", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the reply", e);
        }
    }
}
