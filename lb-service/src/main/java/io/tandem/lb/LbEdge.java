package io.tandem.lb;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tandem.lb.control.LbFacts;
import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.guard.Screens;
import io.tandem.lb.peer.TrustedPeers;
import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.stream.Streams;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.trace.LatencyHistogram;
import io.tandem.lb.trace.MessageTap;
import io.tandem.net.EventLoop;
import io.tandem.sip.stream.http.HttpEndpoint;
import io.tandem.sip.transport.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running load balancer: one event loop, its sockets and what serves them. */
public final class LbEdge implements LbFacts, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LbEdge.class);

    /** What the edge is not, but works with.
     * @param peers   sources that are never limited
     * @param clock   for what people read
     * @param tap     sees the messages while somebody looks
     * @param latency of the messages
     * @param http    serves HTTP on a socket that carries control commands, too */
    record Surroundings(LbMeters meters, TrustedPeers peers, InstantSource clock, MessageTap tap, LatencyHistogram latency,
                        Function<ListenProperties.Socket, Optional<HttpEndpoint>> http) {}

    private final EventLoop loop;
    private final Transports transports;
    private final LbSockets sockets;
    private final Proxies proxies;
    private final Screens screens;
    private final LbMeters meters;
    private final LoadBalancer balancer;

    private LbEdge(EventLoop loop, Transports transports, LbSockets sockets, Proxies proxies, Screens screens, LbMeters meters, LoadBalancer balancer) {
        this.loop = loop;
        this.transports = transports;
        this.sockets = sockets;
        this.proxies = proxies;
        this.screens = screens;
        this.meters = meters;
        this.balancer = balancer;
    }

    /** Binds all sockets and begins to serve.
     * @throws java.io.UncheckedIOException if an address cannot be bound */
    static LbEdge open(LbSettings settings, Surroundings around) {
        EventLoop loop = EventLoop.open("lb");
        CompletableFuture<LbEdge> opened = new CompletableFuture<>();
        loop.execute(() -> opened.completeAsync(() -> build(loop, settings, around), Runnable::run));
        try {
            LbEdge edge = opened.join();
            LOG.info("serving on {}, proxies {}", edge.sockets.all().stream().map(LbSocket::label).toList(), edge.proxies.addresses());
            return edge;
        } catch (CompletionException e) {
            loop.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** On the loop, so that nothing is delivered before everything stands. */
    private static LbEdge build(EventLoop loop, LbSettings settings, Surroundings around) {
        Transports transports = new Transports(loop, Streams.open(loop, settings.streams()));
        try {
            LbSockets sockets = bind(settings, around, transports);
            Proxies proxies = new Proxies(settings.target());
            Screens screens = Screens.open(settings.screens(), around.peers()::contains, loop, around.clock(), new SecureRandom().nextLong());
            transports.streams().transport().prefer(source -> screens.sources().isPreferred(source, loop.nanoTime()));
            LoadBalancer balancer = new Assembly(loop, settings, around, transports, sockets, proxies, screens, new HostResolver(loop)).balancer();
            transports.serve(balancer, sockets.all());
            return new LbEdge(loop, transports, sockets, proxies, screens, around.meters(), balancer);
        } catch (RuntimeException e) {
            transports.close();
            throw e;
        }
    }

    private static LbSockets bind(LbSettings settings, Surroundings around, Transports transports) {
        ListenProperties listen = settings.listen();
        List<LbSocket> bound = new ArrayList<>();
        Stream.concat(listen.external().stream(), listen.extraSockets().stream()).forEach(socket -> {
            InetSocketAddress address = transports.open(socket.protocol(), literal(socket.address() + ':' + socket.port()), around.http().apply(socket));
            bound.add(new LbSocket(bound.size(), socket.name(), socket.protocol(), address, socket.advertised(address)));
        });
        Optional<LbSocket> external = bound.stream().filter(s -> s.protocol() == Protocol.UDP && s.isNamed(listen.internal())).findFirst();
        LbSocket internal = external.orElseGet(() -> new LbSocket(bound.size(), "internal", Protocol.UDP,
                transports.open(Protocol.UDP, literal(listen.internal()), Optional.empty())));
        if (external.isEmpty()) {
            bound.add(internal);
        }
        return new LbSockets(bound, internal, external.isPresent());
    }

    private static InetSocketAddress literal(String text) {
        return HostPort.parse(text, Protocol.UDP.defaultPort()).flatMap(HostPort::literal)
                .orElseThrow(() -> new IllegalArgumentException("'%s' is not address:port; names are not bound".formatted(text)));
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Map<String, Long> counters() {
        return meters.asMap();
    }

    @Override
    public Map<String, Long> connections() {
        return transports.connections();
    }

    @Override
    public List<String> sockets() {
        return sockets.all().stream().map(LbSocket::label).toList();
    }

    List<LbSocket> allSockets() {
        return sockets.all();
    }

    Streams streams() {
        return transports.streams();
    }

    Proxies proxies() {
        return proxies;
    }

    Screens screens() {
        return screens;
    }

    /** For tests that go around the sockets. Loop thread. */
    LoadBalancer balancer() {
        return balancer;
    }

    @Override
    public void close() {
        transports.close();
        loop.close();
    }
}
