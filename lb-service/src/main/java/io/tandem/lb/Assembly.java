package io.tandem.lb;

import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.egress.Destination;
import io.tandem.lb.egress.EgressPlan;
import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.egress.OutwardRouting;
import io.tandem.lb.egress.OwnTrying;
import io.tandem.lb.flow.ClosedFlows;
import io.tandem.lb.guard.Screens;
import io.tandem.lb.ingress.AccountGuard;
import io.tandem.lb.ingress.AgentGuard;
import io.tandem.lb.ingress.IngressPlan;
import io.tandem.lb.ingress.InwardRouting;
import io.tandem.lb.nat.NatTest;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.stun.StunResponder;
import io.tandem.lb.target.ProbeSender;
import io.tandem.lb.target.Prober;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.topology.ContactToken;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.lb.topology.OwnTag;
import io.tandem.lb.topology.OwnVia;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.lb.wire.WireMessage;
import io.tandem.lb.wire.WireScanner;
import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;

/** Puts together what serves the messages of one event loop. Loop thread. */
final class Assembly {

    private final EventLoop loop;
    private final LbSettings settings;
    private final LbEdge.Surroundings around;
    private final Outlets outlets;
    private final LbSockets sockets;
    private final Proxies proxies;
    private final Screens screens;
    private final HostResolver resolver;
    private final PeerTable peers;
    private final InsideAddresses inside;
    private final OwnVia ownVia;
    private final OwnTag ownTag;
    private final RecordRoutes routes;
    private final SourceVia sourceVia;
    private final ContactToken tokens;

    Assembly(EventLoop loop, LbSettings settings, LbEdge.Surroundings around, Outlets outlets, LbSockets sockets, Proxies proxies, Screens screens,
             HostResolver resolver) {
        this.loop = loop;
        this.settings = settings;
        this.around = around;
        this.outlets = outlets;
        this.sockets = sockets;
        this.proxies = proxies;
        this.screens = screens;
        this.resolver = resolver;
        long seed = Hash64.of(settings.secret(), 0);
        peers = loop.peers();
        inside = new InsideAddresses(settings.listen().inside()).with(proxies.addresses());
        proxies.onReload(inside::learn);
        ownVia = new OwnVia(sockets, seed);
        ownTag = new OwnTag(seed);
        routes = new RecordRoutes(sockets);
        sourceVia = new SourceVia(peers);
        tokens = new ContactToken(inside, sockets);
    }

    LoadBalancer balancer() {
        LbSocket internal = sockets.internal();
        HostPort address = internal.hostPort();
        ProbeSender sender = (target, data, length) -> outlets.sendDatagram(internal, target, data, length);
        Prober prober = new Prober(proxies, settings.target(), address, loop, sender);
        prober.start();
        WireMessage message = new WireMessage();
        LbParts parts = new LbParts(loop, peers, sockets, inside, proxies, prober, ingress(), egress(), sourceVia, resolver, outlets,
                new Answers(ownTag, settings.identity().server()), new Entrance(screens, around.meters()), new ClosedFlows(proxies, address, loop, sender),
                new StunResponder(), around.meters(), around.tap(), around.latency(), new LargeRequests(loop), settings.egress().maxUdpRequest());
        return new LoadBalancer(parts, new WireScanner(message), new Passage(message, PeerAddress.of(internal.address()), internal));
    }

    private IngressPlan ingress() {
        return new IngressPlan(sockets, inside, ownVia, routes, sourceVia, new NatTest(settings.nat()), new AgentGuard(screens.agents()),
                new AccountGuard(screens.accounts()), new InternalHeaders(sockets, loop.nanoTime()),
                new InwardRouting(sockets, routes, tokens, peers, inside, proxies, screens.admission(), ownTag));
    }

    private EgressPlan egress() {
        OutwardRouting routing = new OutwardRouting(sockets, routes, new Destination(peers), around.peers(), resolver);
        return new EgressPlan(sockets, ownVia, routes, sourceVia, tokens, routing, screens, new OwnTrying(settings.identity().server()));
    }
}
