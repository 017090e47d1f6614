package io.tandem.lb;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.lb.egress.EgressProperties;
import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.guard.ScreenSettings;
import io.tandem.lb.guard.Screens;
import io.tandem.lb.nat.NatProperties;
import io.tandem.lb.peer.TrustedPeers;
import io.tandem.lb.screen.OverloadProperties;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.step.Departure;
import io.tandem.lb.step.Passages;
import io.tandem.lb.stream.StreamSettings;
import io.tandem.lb.stream.TcpProperties;
import io.tandem.lb.stream.TlsProperties;
import io.tandem.lb.stream.WebSocketProperties;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.target.TargetProperties;
import io.tandem.lb.trace.LatencyHistogram;
import io.tandem.lb.trace.MessageTap;
import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;
import org.springframework.boot.context.properties.bind.Binder;

/** The core of the load balancer between outlets of the test: no sockets, but a real event loop. */
final class CoreRig implements Outlets, AutoCloseable {

    /** Bytes that left. */
    record Sent(LbSocket socket, PeerAddress target, byte[] bytes) {}

    static final LbSocket UDP = new LbSocket(0, "udp", Protocol.UDP, new InetSocketAddress("203.0.113.1", 5060));
    static final LbSocket TCP = new LbSocket(1, "tcp", Protocol.TCP, new InetSocketAddress("203.0.113.1", 5060));
    static final LbSocket UDP6 = new LbSocket(2, "udp6", Protocol.UDP, new InetSocketAddress("2001:db8::1", 5060));
    static final LbSocket INTERNAL = new LbSocket(3, "internal", Protocol.UDP, new InetSocketAddress("10.0.0.1", 5060));
    static final PeerAddress PROXY = Passages.address("10.0.0.2:5062");
    static final PeerAddress PHONE = Passages.address("198.51.100.23:5071");

    final EventLoop loop = EventLoop.open("rig");
    private final HostResolver resolver = new HostResolver(loop, CoreRig::lookUp);
    private final List<Sent> sent = new ArrayList<>();
    private boolean keeping = true;
    private boolean connected;
    private LoadBalancer balancer;
    private Proxies proxies;
    private final byte[] last = new byte[200_000];
    private int lastLength;

    CoreRig() {
        this(MessageTap.OFF);
    }

    CoreRig(MessageTap tap) {
        balancer = onLoop(() -> assemble(tap));
    }

    private LoadBalancer assemble(MessageTap tap) {
        LbSockets sockets = new LbSockets(List.of(UDP, TCP, UDP6, INTERNAL), INTERNAL, false);
        ListenProperties listen = new ListenProperties(List.of(), List.of(), "10.0.0.1:5060", List.of("10.0.0.3:5080"));
        List<TargetProperties.Proxy> targets = List.of(new TargetProperties.Proxy("10.0.0.2:5062", 1));
        TargetProperties target = new TargetProperties(targets, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 1, 1, Duration.ofMillis(400),
                Duration.ofSeconds(64), Duration.ofMinutes(5));
        ScreenSettings screens = ScreenSettings.open(new OverloadProperties(10_000_000, Duration.ofSeconds(5)));
        LbSettings settings = new LbSettings(listen, target, new NatProperties(List.of()), new EgressProperties(1300), screens,
                streams(), new IdentityProperties("Tandem LB"), "secret");
        LbEdge.Surroundings around = new LbEdge.Surroundings(new LbMeters(new SimpleMeterRegistry()), new TrustedPeers(),
                InstantSource.system(), tap, new LatencyHistogram(), _ -> Optional.empty());
        proxies = new Proxies(target);
        return new Assembly(loop, settings, around, this, sockets, proxies,
                Screens.open(screens, _ -> false, loop, InstantSource.system(), 1), resolver).balancer();
    }

    /** {@code four.example}, {@code six.example} and {@code both.example} have addresses of these families. */
    private static HostResolver.Lookup lookUp(String name) {
        InetAddress ipv4 = InetAddress.ofLiteral("198.51.100.44");
        InetAddress ipv6 = InetAddress.ofLiteral("2001:db8::66");
        return switch (name) {
            case "four.example" -> HostResolver.Lookup.Addresses.of(ipv4);
            case "six.example" -> HostResolver.Lookup.Addresses.of(ipv6);
            case "both.example" -> HostResolver.Lookup.Addresses.of(ipv6, ipv4);
            default -> HostResolver.Lookup.NO_ADDRESS;
        };
    }

    /** Has the name looked up, so that what is sent there leaves at once. */
    void knows(String name) {
        CompletableFuture<Boolean> known = new CompletableFuture<>();
        loop.execute(() -> resolver.learn(name, () -> known.complete(true)));
        known.join();
    }

    /** Not used: the rig has no sockets. */
    private static StreamSettings streams() {
        Binder empty = new Binder();
        return new StreamSettings(empty.bindOrCreate("tcp", TcpProperties.class), empty.bindOrCreate("tls", TlsProperties.class),
                empty.bindOrCreate("websocket", WebSocketProperties.class));
    }

    /** Runs on the loop and waits. */
    <T> T onLoop(Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> result.completeAsync(call, Runnable::run));
        return result.join();
    }

    /** Gives a message to the core and returns what left, the probes of proxies left out. */
    List<Sent> receives(byte[] message, PeerAddress source, LbSocket arrival) {
        return onLoop(() -> {
            sent.clear();
            balancer.onMessage(message, 0, message.length, source, arrival, 0, loop.nanoTime());
            return List.copyOf(sent);
        });
    }

    /** Tells the core that a stream could not take a message after all, and returns what left then. */
    List<Sent> cannotDeliver(byte[] message) {
        return onLoop(() -> {
            sent.clear();
            balancer.onUndelivered(message, loop.nanoTime());
            return List.copyOf(sent);
        });
    }

    Proxies proxies() {
        return proxies;
    }

    LoadBalancer balancer() {
        return balancer;
    }

    /** From now on what leaves is thrown away but for the last. */
    void keepsOnlyTheLast() {
        keeping = false;
    }

    /** Is there a stream connection to everybody? */
    void isConnected(boolean everywhere) {
        connected = everywhere;
    }

    byte[] last() {
        return Arrays.copyOf(last, lastLength);
    }

    @Override
    public boolean send(LbSocket socket, PeerAddress target, Departure departure, String serverName, byte[] data, int length) {
        if (socket.protocol() != Protocol.UDP && !connected && !departure.mayConnect()) {
            return false;
        }
        note(socket, target, data, length);
        return true;
    }

    @Override
    public boolean reply(LbSocket socket, PeerAddress target, long connection, byte[] data, int length) {
        note(socket, target, data, length);
        return true;
    }

    @Override
    public void sendDatagram(LbSocket socket, PeerAddress target, byte[] data, int length) {
        // probes of the proxies: of no interest here
    }

    @Override
    public boolean leads(LbSocket socket, PeerAddress target, boolean mayConnect) {
        return connected || mayConnect;
    }

    private void note(LbSocket socket, PeerAddress target, byte[] data, int length) {
        if (keeping) {
            sent.add(new Sent(socket, target, Arrays.copyOf(data, length)));
        } else {
            System.arraycopy(data, 0, last, 0, length);
            lastLength = length;
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
