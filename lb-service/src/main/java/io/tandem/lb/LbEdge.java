package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.egress.EgressPlan;
import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.egress.OutwardRouting;
import io.tandem.lb.ingress.IngressPlan;
import io.tandem.lb.ingress.InwardRouting;
import io.tandem.lb.nat.NatTest;
import io.tandem.lb.screen.OverloadGuard;
import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.socket.Literals;
import io.tandem.lb.target.Prober;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.topology.ContactToken;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.lb.topology.OwnTag;
import io.tandem.lb.topology.OwnVia;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.net.EventLoop;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Protocol;
import io.tandem.sip.transport.TcpSipTransport;
import io.tandem.sip.transport.UdpSipTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running load balancer: one event loop, its sockets and what serves them. */
final class LbEdge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LbEdge.class);

    private final EventLoop loop;
    private final Transports transports;
    private final LbSockets sockets;
    private final Proxies proxies;

    private LbEdge(EventLoop loop, Transports transports, LbSockets sockets, Proxies proxies) {
        this.loop = loop;
        this.transports = transports;
        this.sockets = sockets;
        this.proxies = proxies;
    }

    /** Binds all sockets and begins to serve.
     * @throws java.io.UncheckedIOException if an address cannot be bound */
    static LbEdge open(LbSettings settings, LbMeters meters) {
        EventLoop loop = EventLoop.open("lb");
        CompletableFuture<LbEdge> opened = new CompletableFuture<>();
        loop.execute(() -> opened.completeAsync(() -> build(loop, settings, meters), Runnable::run));
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
    private static LbEdge build(EventLoop loop, LbSettings settings, LbMeters meters) {
        Transports transports = new Transports();
        List<Entrance> entrances = new ArrayList<>();
        try {
            LbSockets sockets = bind(loop, settings, transports, entrances);
            Proxies proxies = new Proxies(settings.target().proxies());
            LoadBalancer balancer = assemble(loop, settings, meters, transports, sockets, proxies);
            for (int i = 0; i < entrances.size(); i++) {
                entrances.get(i).open(balancer, sockets.all().get(i));
            }
            return new LbEdge(loop, transports, sockets, proxies);
        } catch (RuntimeException e) {
            transports.close();
            throw e;
        }
    }

    private static LbSockets bind(EventLoop loop, LbSettings settings, Transports transports, List<Entrance> entrances) {
        ListenProperties listen = settings.listen();
        List<LbSocket> bound = new ArrayList<>();
        Stream.concat(listen.external().stream(), listen.extraSockets().stream()).forEach(socket -> {
            InetSocketAddress address = literal(socket.address() + ':' + socket.port());
            bound.add(bind(loop, settings, transports, entrances, bound.size(), socket.name(), socket.protocol(), address));
        });
        LbSocket internal = bound.stream().filter(s -> s.protocol() == Protocol.UDP && s.isNamed(listen.internal())).findFirst()
                .orElseGet(() -> bind(loop, settings, transports, entrances, bound.size(), "internal", Protocol.UDP, literal(listen.internal())));
        boolean shared = internal.index() < bound.size();
        if (!shared) {
            bound.add(internal);
        }
        return new LbSockets(bound, internal, shared);
    }

    private static LbSocket bind(EventLoop loop, LbSettings settings, Transports transports, List<Entrance> entrances, int index, String name,
                                 Protocol protocol, InetSocketAddress address) {
        Entrance entrance = new Entrance();
        entrances.add(entrance);
        if (protocol == Protocol.UDP) {
            UdpSipTransport udp = new UdpSipTransport(loop, address, entrance);
            transports.add(udp);
            return new LbSocket(index, name, protocol, udp.localAddress());
        }
        TcpSipTransport tcp = new TcpSipTransport(loop, address, entrance, settings.tcp().limits());
        transports.add(tcp);
        return new LbSocket(index, name, protocol, tcp.localAddress());
    }

    private static InetSocketAddress literal(String text) {
        return HostPort.parse(text, Protocol.UDP.defaultPort()).flatMap(HostPort::literal)
                .orElseThrow(() -> new IllegalArgumentException("'%s' is not address:port; names are not bound".formatted(text)));
    }

    private static LoadBalancer assemble(EventLoop loop, LbSettings settings, LbMeters meters, Transports transports, LbSockets sockets, Proxies proxies) {
        long seed = Hash64.of(settings.secret(), 0);
        long startNanos = loop.nanoTime();
        Literals literals = new Literals();
        InsideAddresses inside = new InsideAddresses(settings.listen().inside()).with(proxies.addresses());
        OwnVia ownVia = new OwnVia(sockets, seed);
        OwnTag ownTag = new OwnTag(seed);
        RecordRoutes routes = new RecordRoutes(sockets);
        ContactToken tokens = new ContactToken(inside);
        InternalHeaders internalHeaders = new InternalHeaders(() -> TimeUnit.NANOSECONDS.toSeconds(loop.nanoTime() - startNanos));
        OverloadGuard overload = new OverloadGuard(settings.overload(), loop::nanoTime);
        IngressPlan ingress = new IngressPlan(sockets, literals, inside, ownVia, routes, new NatTest(settings.nat()), overload, internalHeaders,
                new InwardRouting(routes, tokens, literals, inside, proxies, overload, ownTag));
        EgressPlan egress = new EgressPlan(sockets, ownVia, routes, tokens, internalHeaders, new OutwardRouting(sockets, routes));
        LbSocket internal = sockets.internal();
        Prober prober = new Prober(proxies, settings.target(), internal, loop,
                (message, remote) -> transports.send(internal, message, Flow.udp(internal.address(), remote)));
        prober.start();
        return new LoadBalancer(sockets, literals, inside, ingress, egress, prober, transports, new HostResolver(loop), meters,
            ownTag, settings.identity().server());
    }

    LbSockets sockets() {
        return sockets;
    }

    Proxies proxies() {
        return proxies;
    }

    int connections() {
        return transports.connections();
    }

    @Override
    public void close() {
        transports.close();
        loop.close();
    }
}
