package io.tandem.relay;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;
import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import io.tandem.relay.callback.CallbackProperties;
import io.tandem.relay.callback.TimeoutCallback;
import io.tandem.relay.choice.Choices;
import io.tandem.relay.control.NgEndpoint;
import io.tandem.relay.control.NgServer;
import io.tandem.relay.control.RelayConsole;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.offload.KernelRelay;
import io.tandem.relay.os.UdpSockets;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.player.ClipLibrary;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.port.PortPool;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.record.Recorder;
import io.tandem.relay.record.RecordingProperties;
import io.tandem.relay.replica.ReplicaProperties;
import io.tandem.relay.replica.Replication;
import io.tandem.relay.replica.Role;
import io.tandem.relay.report.ControlStatistics;
import io.tandem.relay.report.IntervalStatistics;
import io.tandem.relay.report.QualityTotals;
import io.tandem.relay.report.StatisticsReport;
import io.tandem.relay.report.TrafficMeter;
import io.tandem.relay.session.Admission;
import io.tandem.relay.session.LoadProperties;
import io.tandem.relay.session.SessionProperties;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.session.Totals;

/** A whole relay: one control thread, media loops, the ng socket. Starts when made, ends by {@link #close}. */
public final class RelayNode implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final long CLOSE_MILLIS = 2000;

    private final EventLoop control = EventLoop.open("relay-control");
    private final KernelRelay kernel;
    private final List<MediaLoop> loops;
    private final MediaInterfaces interfaces;
    private final ClipStore clips;
    private final Recorder recorder;
    private final SessionTable sessions;
    private final TrafficMeter traffic;
    private final IntervalStatistics interval;
    private final QualityTotals quality = new QualityTotals();
    private final ControlStatistics figures = new ControlStatistics();
    private final Admission admission;
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final RelayConsole console;
    private final NgEndpoint endpoint;
    private final UdpSocket socket;
    private final Optional<Replication> replication;

    /** Media in user space, without callbacks and further protection of learning; leaves the kernel alone.
     * @throws java.io.UncheckedIOException if the ng address is not to be had */
    public RelayNode(ControlProperties ng, MediaProperties media, PortProperties ports, SessionProperties session, InstantSource clock) {
        this(ng, media, ports, session, LearningProperties.DEFAULT, CallbackProperties.NONE, LoadProperties.NONE, PlayerProperties.NONE,
                RecordingProperties.NONE, KernelRelay.none(), clock);
    }

    /** A relay without peer.
     * @param kernel opened for this relay, which closes it
     * @throws java.io.UncheckedIOException if the ng address is not to be had */
    public RelayNode(ControlProperties ng, MediaProperties media, PortProperties ports, SessionProperties session, LearningProperties learning,
            CallbackProperties callback, LoadProperties load, PlayerProperties player, RecordingProperties recording, KernelRelay kernel,
            InstantSource clock) {
        this(ng, media, ports, session, learning, callback, load, player, ClipLibrary.NONE, recording, kernel, ReplicaProperties.NONE, clock);
    }

    /** @param library sounds by number
     *  @param kernel opened for this relay, which closes it
     *  @param replica with the URI of its Redis if it is enabled
     *  @throws java.io.UncheckedIOException if the ng address is not to be had */
    public RelayNode(ControlProperties ng, MediaProperties media, PortProperties ports, SessionProperties session, LearningProperties learning,
            CallbackProperties callback, LoadProperties load, PlayerProperties player, ClipLibrary library, RecordingProperties recording,
            KernelRelay kernel, ReplicaProperties replica, InstantSource clock) {
        this.kernel = kernel;
        loops = IntStream.range(0, media.loops()).mapToObj(i -> MediaLoop.start("relay-media-" + i, media.engine(), control::nanoTime))
                .toList();
        loops.forEach(kernel::serve);
        RandomGenerator random = new SecureRandom();
        Choices choices = new Choices();
        interfaces = interfaces(media, ports, new UdpSockets(media.trafficClass(), media.receiveBufferBytes(), replica.enabled()), random, choices);
        clips = new ClipStore(player, library, control);
        recorder = new Recorder(recording, clock, control::nanoTime, random);
        sessions = new SessionTable(interfaces, loops, session, clips, control, clock, choices);
        admission = new Admission(load);
        sessions.admission(admission);
        sessions.onEnd(quality);
        sessions.onEnd(new TimeoutCallback(callback));
        traffic = new TrafficMeter(sessions, control.nanoTime());
        interval = new IntervalStatistics(sessions, traffic, control.nanoTime());
        StatisticsReport statistics = new StatisticsReport(sessions, interfaces, traffic, quality, figures, interval, clock);
        console = new RelayConsole(sessions, statistics, control, clock);
        endpoint = new NgEndpoint(sessions, interfaces, media.endpointLearning(), learning, statistics, figures, clips, recorder, control, clock);
        replication = replica.enabled() ? Optional.of(new Replication(replica, control, loops, sessions, choices, endpoint::repeat, this::takenOver,
                endpoint::standBy, interfaces::portsInUse, clock, random)) : Optional.empty();
        replication.ifPresent(peer -> pair(peer, replica.name()));
        try {
            socket = new NgServer(endpoint).listen(control, ng.socketAddress());
        } catch (RuntimeException e) {
            replication.ifPresent(Replication::close);
            recorder.close();
            clips.close();
            loops.forEach(MediaLoop::close);
            kernel.close();
            control.close();
            throw e;
        }
        replication.ifPresent(Replication::start);
        sessions.startSweeping(SWEEP);
        measure();
        lookAfterKernel();
    }

    private MediaInterfaces interfaces(MediaProperties media, PortProperties ports, UdpSockets sockets, RandomGenerator random, Choices choices) {
        Map<InetAddress, PortPool> pools = new HashMap<>();
        return new MediaInterfaces(media.interfaces().stream().map(i -> new MediaInterface(i.name(),
                pools.computeIfAbsent(i.address(), address -> new PortPool(address, ports, sockets, control::nanoTime, random, choices)),
                i.advertised().orElse(i.address()))).toList(), choices);
    }

    private void pair(Replication peer, String name) {
        endpoint.pair(peer, peer, name);
        console.pair(peer);
        sessions.onEnd(peer);
    }

    private void takenOver() {
        kernel.everySecond();
        endpoint.takenOver();
    }

    /** Calls are all in Redis, or all of the other relay's are followed; false without a peer. Any thread; may be a moment late. */
    public boolean isReplicated() {
        return replication.map(Replication::isComplete).orElse(false);
    }

    /** Whether this relay serves calls. */
    public Role role() {
        return replication.<Role>map(peer -> peer).orElse(Role.ALONE);
    }

    private void measure() {
        control.schedule(SWEEP.toNanos(), () -> {
            traffic.measure(control.nanoTime());
            interval.measure(control.nanoTime());
            if (admission.isLimited()) admission.measured(system.getSystemLoadAverage(), system.getCpuLoad(), traffic.rates().bytes());
            measure();
        });
    }

    private void lookAfterKernel() {
        control.schedule(SWEEP.toNanos(), () -> {
            if (role().isActive()) kernel.everySecond();
            lookAfterKernel();
        });
    }

    List<Executor> mediaThreads() {
        return List.copyOf(loops);
    }

    /** Streams that go through the kernel. */
    public int kernelFlows() {
        return kernel.flows();
    }

    /** How media get into the kernel, {@code none} if they do not. */
    public String kernelPath() {
        return kernel.name();
    }

    /** Where the ng protocol is spoken. */
    public InetSocketAddress controlAddress() {
        return socket.localAddress();
    }

    /** The control thread. */
    EventLoop control() {
        return control;
    }

    /** For other carriers of the ng protocol. Control thread. */
    NgEndpoint endpoint() {
        return endpoint;
    }

    /** For the operator. Control thread. */
    RelayConsole console() {
        return console;
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

    /** Calls ended since the start. A reader elsewhere may be late by a command. */
    Totals totals() {
        return sessions.totals();
    }

    TrafficMeter traffic() {
        return traffic;
    }

    QualityTotals quality() {
        return quality;
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
        replication.ifPresent(Replication::close);
        kernel.leaveFlows();
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
        recorder.close();
        clips.close();
        loops.forEach(MediaLoop::close);
        control.close();
        kernel.close();
    }
}
