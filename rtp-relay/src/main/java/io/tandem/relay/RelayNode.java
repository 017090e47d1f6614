package io.tandem.relay;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import io.tandem.relay.control.NgServer;
import io.tandem.relay.os.UdpSockets;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.port.PortPool;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.session.SessionProperties;
import io.tandem.relay.session.SessionTable;

/** A whole relay: one control thread, media loops, the ng socket. Starts when made, ends by {@link #close}. */
public final class RelayNode implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final long CLOSE_MILLIS = 2000;

    private final EventLoop control = EventLoop.open("relay-control");
    private final List<MediaLoop> loops;
    private final MediaInterfaces interfaces;
    private final SessionTable sessions;
    private final UdpSocket socket;

    /** @throws java.io.UncheckedIOException if the ng address is not to be had */
    public RelayNode(ControlProperties ng, MediaProperties media, PortProperties ports, SessionProperties session, InstantSource clock) {
        loops = IntStream.range(0, media.loops()).mapToObj(i -> MediaLoop.start("relay-media-" + i, media.engine(), control::nanoTime))
                .toList();
        UdpSockets sockets = new UdpSockets(media.trafficClass(), media.receiveBufferBytes());
        RandomGenerator random = new SecureRandom();
        interfaces = new MediaInterfaces(media.interfaces().stream().map(i -> new MediaInterface(i.name(),
                new PortPool(i.address(), ports, sockets, control::nanoTime, random), i.advertised().orElse(i.address()))).toList());
        sessions = new SessionTable(interfaces, loops, session, control, clock);
        NgServer server = new NgServer(sessions, interfaces, media.endpointLearning(), control, clock);
        try {
            socket = server.listen(control, ng.socketAddress());
        } catch (RuntimeException e) {
            loops.forEach(MediaLoop::close);
            control.close();
            throw e;
        }
        sessions.startSweeping(SWEEP);
    }

    /** Where the ng protocol is spoken. */
    public InetSocketAddress controlAddress() {
        return socket.localAddress();
    }

    /** {@code io_uring} or {@code epoll}. */
    public String engineName() {
        return loops.getFirst().engineName();
    }

    /** False once a media thread has failed. */
    public boolean isAlive() {
        return loops.stream().allMatch(MediaLoop::isAlive);
    }

    public int sessions() {
        return sessions.size();
    }

    public int portsInUse() {
        return interfaces.portsInUse();
    }

    public int portCapacity() {
        return interfaces.portCapacity();
    }

    /** Stops taking commands, ends all calls and frees their ports. */
    @Override
    public void close() {
        socket.close();
        CountDownLatch ended = new CountDownLatch(1);
        control.execute(() -> {
            sessions.endAll();
            ended.countDown();
        });
        try {
            ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.forEach(MediaLoop::close);
        control.close();
    }
}
