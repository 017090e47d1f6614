package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.egress.Destination;
import io.tandem.lb.egress.EgressPlan;
import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.egress.OutwardRouting;
import io.tandem.lb.ingress.IngressPlan;
import io.tandem.lb.ingress.InwardRouting;
import io.tandem.lb.nat.NatTest;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.screen.OverloadGuard;
import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.target.Prober;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.topology.ContactToken;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.lb.topology.OwnTag;
import io.tandem.lb.topology.OwnVia;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.WireMessage;
import io.tandem.lb.wire.WireScanner;
import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.sip.transport.Protocol;
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
        Transports transports = new Transports(loop);
        try {
            LbSockets sockets = bind(settings, transports);
            Proxies proxies = new Proxies(settings.target());
            transports.serve(assemble(loop, settings, meters, transports, sockets, proxies));
            return new LbEdge(loop, transports, sockets, proxies);
        } catch (RuntimeException e) {
            transports.close();
            throw e;
        }
    }

    private static LbSockets bind(LbSettings settings, Transports transports) {
        ListenProperties listen = settings.listen();
        List<LbSocket> bound = new ArrayList<>();
        Stream.concat(listen.external().stream(), listen.extraSockets().stream()).forEach(socket -> {
            InetSocketAddress address = transports.open(socket.protocol(), literal(socket.address() + ':' + socket.port()), settings.tcp().limits());
            bound.add(new LbSocket(bound.size(), socket.name(), socket.protocol(), address, socket.advertised(address)));
        });
        Optional<LbSocket> external = bound.stream().filter(s -> s.protocol() == Protocol.UDP && s.isNamed(listen.internal())).findFirst();
        LbSocket internal = external.orElseGet(() -> new LbSocket(bound.size(), "internal", Protocol.UDP,
                transports.open(Protocol.UDP, literal(listen.internal()), settings.tcp().limits())));
        if (external.isEmpty()) {
            bound.add(internal);
        }
        bound.forEach(transports::name);
        return new LbSockets(bound, internal, external.isPresent());
    }

    private static InetSocketAddress literal(String text) {
        return HostPort.parse(text, Protocol.UDP.defaultPort()).flatMap(HostPort::literal)
                .orElseThrow(() -> new IllegalArgumentException("'%s' is not address:port; names are not bound".formatted(text)));
    }

    private static LoadBalancer assemble(EventLoop loop, LbSettings settings, LbMeters meters, Transports transports, LbSockets sockets, Proxies proxies) {
        long seed = Hash64.of(settings.secret(), 0);
        PeerTable peers = loop.peers();
        InsideAddresses inside = new InsideAddresses(settings.listen().inside()).with(proxies.addresses());
        OwnVia ownVia = new OwnVia(sockets, seed);
        OwnTag ownTag = new OwnTag(seed);
        RecordRoutes routes = new RecordRoutes(sockets);
        SourceVia sourceVia = new SourceVia(peers);
        ContactToken tokens = new ContactToken(inside, sockets);
        OverloadGuard overload = new OverloadGuard(settings.overload(), loop.nanoTime());
        IngressPlan ingress = new IngressPlan(sockets, inside, ownVia, routes, sourceVia, new NatTest(settings.nat()),
                new InternalHeaders(sockets, loop.nanoTime()), new InwardRouting(routes, tokens, peers, inside, proxies, overload, ownTag));
        EgressPlan egress = new EgressPlan(sockets, ownVia, routes, sourceVia, tokens, new OutwardRouting(sockets, routes, new Destination(peers)));
        Prober prober = new Prober(proxies, settings.target(), sockets.internal().hostPort(), loop,
                (target, data, length) -> transports.sendDatagram(sockets.internal(), target, data, length));
        prober.start();
        WireMessage message = new WireMessage();
        LbParts parts = new LbParts(loop, peers, sockets, inside, proxies, prober, ingress, egress, sourceVia, new HostResolver(loop), transports,
                new Answers(ownTag, settings.identity().server()), meters);
        return new LoadBalancer(parts, new WireScanner(message), new Passage(message, PeerAddress.of(sockets.internal().address()), sockets.internal()));
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
