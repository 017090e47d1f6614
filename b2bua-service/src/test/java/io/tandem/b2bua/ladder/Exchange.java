package io.tandem.b2bua.ladder;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;

import io.tandem.b2bua.call.CallServer;
import io.tandem.b2bua.call.CallSettings;
import io.tandem.b2bua.message.HoldAlteration;
import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.message.LegProperties;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.MethodProperties;
import io.tandem.b2bua.message.Tokens;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.park.ParkProperties;
import io.tandem.b2bua.replica.CallReplica;
import io.tandem.b2bua.replica.CallStore;
import io.tandem.b2bua.session.TransferProperties;
import io.tandem.b2bua.thirdparty.ThirdPartyProperties;
import io.tandem.b2bua.timer.CallProperties;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionTimers;
import io.tandem.sip.transport.Flow;
import io.tandem.testkit.time.ManualScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/** A B2BUA between mail boxes instead of sockets, on a manual clock. */
final class Exchange {
    static final InetSocketAddress B2BUA = new InetSocketAddress("127.0.0.1", 5080);
    /** Long enough for every timer of RFC 3261. */
    static final Duration ALL_TIMERS = Duration.ofSeconds(70);

    private static final CallProperties LIMITS =
        new CallProperties(Duration.ofHours(6), Duration.ofSeconds(175), 100, Duration.ofMillis(500), Duration.ofSeconds(5));

    final ManualScheduler time;
    final CallServer server;
    Duration loopDelay = Duration.ZERO;
    private final Map<InetSocketAddress, Queue<SipMessage>> boxes;
    private boolean off;
    private TransactionLayer layer;

    /** A node of a pair that has the address now, the store in common with the one before, whose mail it gets.
     * @param before empty for the first */
    Exchange(CallStore store, Optional<Exchange> before) {
        this(new IdentityProperties("Tandem", IdentityProperties.UserAgentMode.PASS), LIMITS, new TransferProperties(true, true),
            new MethodProperties(true, true), Optional.of(store), before);
    }

    Exchange() {
        this(new IdentityProperties("Tandem", IdentityProperties.UserAgentMode.PASS),
            LIMITS);
    }

    Exchange(IdentityProperties identity, CallProperties limits) {
        this(identity, limits, new TransferProperties(true, true), new MethodProperties(true, true), Optional.empty(), Optional.empty());
    }

    Exchange(TransferProperties transfers, MethodProperties methods) {
        this(new IdentityProperties("Tandem", IdentityProperties.UserAgentMode.PASS), LIMITS, transfers, methods, Optional.empty(), Optional.empty());
    }

    private Exchange(IdentityProperties identity, CallProperties limits, TransferProperties transfers, MethodProperties methods,
                     Optional<CallStore> store, Optional<Exchange> before) {
        boxes = before.map(node -> node.boxes).orElseGet(HashMap::new);
        time = before.map(node -> new ManualScheduler(node.time.instant())).orElseGet(ManualScheduler::new);
        server = new CallServer(user -> {
            layer = new TransactionLayer((message, flow) -> deliver(message, flow.remote()), time, user, TransactionTimers.rfc3261(),
                "127.0.0.1:5080");
            return new Outlet(layer, time, B2BUA);
        }, new Messages("<sip:127.0.0.1:5080;transport=udp>", identity, methods), new Tokens(new Random(1)),
            new CallSettings(limits, new ThirdPartyProperties("127.0.0.1:6002"), transfers, new ParkProperties(Duration.ofSeconds(50)),
                new LegProperties(false, HoldAlteration.NO, HoldAlteration.NO)),
            new CallReplica(store, time), () -> loopDelay);
        if (before.isEmpty()) server.serve();
    }

    Party party(String name, int port) {
        return new Party(this, name, new InetSocketAddress("127.0.0.1", port));
    }

    void receive(SipMessage message, InetSocketAddress from) {
        layer.onMessage(SipMessage.parse(message.toBytes()), Flow.udp(B2BUA, from));
    }

    Queue<SipMessage> box(InetSocketAddress address) {
        return boxes.computeIfAbsent(address, _ -> new ArrayDeque<>());
    }

    int transactions() {
        return layer.size();
    }

    /** Nothing is left of any call once every timer has run out. */
    void isIdle() {
        time.passes(ALL_TIMERS);
        assertThat(server.calls()).as("calls").isZero();
        assertThat(server.entries()).as("dialogs and INVITEs").isZero();
        assertThat(layer.size()).as("transactions").isZero();
        assertThat(layer.statistics().userErrors()).as("exceptions").isZero();
        assertThat(time.waitingTasks()).as("timers").isZero();
    }

    /** It has lost power: nothing leaves this node, nothing runs there. */
    void goesDark() {
        off = true;
        server.standBy();
    }

    private void deliver(SipMessage message, InetSocketAddress to) {
        if (off) return;
        box(to).add(SipMessage.parse(message.toBytes()));
    }
}
