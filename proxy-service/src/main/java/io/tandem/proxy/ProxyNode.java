package io.tandem.proxy;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;

import io.tandem.data.tables.CallTables;
import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import io.tandem.platform.role.Drainable;
import io.tandem.platform.role.NodeRole;
import io.tandem.proxy.accounting.Accounting;
import io.tandem.proxy.credit.CreditOffice;
import io.tandem.proxy.dns.SipTargets;
import io.tandem.proxy.ledger.Ledger;
import io.tandem.proxy.location.KeepAliveShards;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.loop.LoopDetector;
import io.tandem.proxy.media.NgClient;
import io.tandem.proxy.media.RelayProperties;
import io.tandem.proxy.message.Silo;
import io.tandem.proxy.mwi.Mailboxes;
import io.tandem.proxy.number.Subscribers;
import io.tandem.proxy.probe.Greeting;
import io.tandem.proxy.queue.WaitingLines;
import io.tandem.proxy.regevent.RegistrationNews;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.stir.StirSources;
import io.tandem.proxy.upstream.UpstreamStore;
import io.tandem.proxy.vsc.DialledNumbers;
import io.tandem.sip.transport.UdpSipTransport;

/** The proxy with its sockets. Closing it frees them; calls go on without it and find the next process. */
public final class ProxyNode implements Drainable, AutoCloseable {
    private final EventLoop loop;
    private final UdpSipTransport transport;
    private final UdpSocket ng;
    private final ProxyCore core;
    private long served;

    /** Subscriber data, bindings and records, and the DNS. */
    public record Stores(Subscribers subscribers, CallTables tables, Locations locations, KeepAliveShards keepAlive, Accounting accounting, Ledger ledger,
                         CreditOffice credit, LoopDetector loops, DialledNumbers dialled, WaitingLines queues, Mailboxes mailboxes, Silo silo,
                         RegistrationNews registrations, UpstreamStore upstreams, SipTargets targets, StirSources stir) {}

    private ProxyNode(EventLoop loop, UdpSipTransport transport, UdpSocket ng, ProxyCore core) {
        this.loop = loop;
        this.transport = transport;
        this.ng = ng;
        this.core = core;
    }

    /** Binds the sockets, starts to serve, and begins what nobody asks for. */
    public static ProxyNode start(EventLoop loop, ProxySettings settings, RelayProperties relays, Stores stores, InstantSource clock,
                                  byte[] secret) {
        ProxyNode node = open(loop, settings, relays, stores, clock, secret);
        Elements elements = Elements.of(settings.sip(), node.localAddress());
        loop.execute(() -> {
            node.core.start();
            Greeting.send(node.transport, elements, HexFormat.of().toHexDigits(new SecureRandom().nextLong()));
        });
        return node;
    }

    /** Binds the sockets and starts to serve; nothing leaves of its own accord. */
    public static ProxyNode open(EventLoop loop, ProxySettings settings, RelayProperties relays, Stores stores, InstantSource clock, byte[] secret) {
        LateReceiver receiver = new LateReceiver();
        UdpSipTransport transport = new UdpSipTransport(loop, Elements.address(settings.sip().listen()), receiver);
        NgSocket ngSocket = new NgSocket(loop, Elements.address(relays.local()));
        NgClient relay = new NgClient(loop, relays, relays.addresses().stream().map(Elements::address).toList(), ngSocket::send,
                HexFormat.of().toHexDigits(new SecureRandom().nextInt()));
        ngSocket.attach(relay);
        ProxyCore core = new ProxyCore(new Surroundings(loop, transport, transport.localAddress(), stores.subscribers(),
                stores.tables(), stores.locations(), stores.keepAlive(), relay, stores.accounting(), stores.ledger(), stores.credit(), stores.loops(),
                stores.dialled(), stores.queues(), stores.mailboxes(), stores.silo(), stores.registrations(), stores.upstreams(), stores.targets(),
                stores.stir(), clock, secret), settings);
        receiver.attach(core.doorstep());
        return new ProxyNode(loop, transport, ngSocket.socket(), core);
    }

    /** What follows from the node's role. One thread. */
    void role(NodeRole role) {
        core.rest(!role.active());
        boolean ended = role.isOfPair() && !role.holds(); // a manager that is away ends no period
        if (served > 0 && (ended || role.epoch() > served)) {
            loop.execute(core::forgetCalls);
            served = 0; // once: the first calls of the next period may come before its role
        }
        if (role.holds()) { // calls come with the addresses, and are this period's
            served = role.epoch();
        }
    }

    @Override
    public void drain(boolean now) {
        core.drain(now);
    }

    @Override
    public int settingUp() {
        return core.settingUp();
    }

    public ProxyCore core() {
        return core;
    }

    /** Bound address, with the port the system chose if 0 was asked for. */
    public InetSocketAddress localAddress() {
        return transport.localAddress();
    }

    @Override
    public void close() {
        core.stop();
        transport.close();
        ng.close();
    }
}
