package io.tandem.ha.takeover;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

import io.tandem.ha.election.Effects;
import io.tandem.ha.election.Election;
import io.tandem.ha.election.LocalState;
import io.tandem.ha.election.Timing;
import io.tandem.ha.link.Link;
import io.tandem.ha.link.LinkSocket;
import io.tandem.ha.linux.Poller;
import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.HeartbeatCodec;
import io.tandem.ha.membership.Phase;
import io.tandem.ha.pingnode.PingNodes;

/** Everything of one node that the manager's thread owns: links, ping nodes, shared addresses, election. All methods on that thread. */
final class PairNode implements Effects, AutoCloseable {
    private static final long MS = 1_000_000;
    private static final long VIEW_EVERY = 1_000 * MS;

    private final int number;
    private final Timing timing;
    private final Poller poller = new Poller();
    private final List<LinkSocket> links = new ArrayList<>();
    private final Optional<LinkSocket> witness;
    private final List<InetAddress> reflectedTo;
    private final HeartbeatCodec codec;
    private final Holding holding;
    private final PingNodes pings;
    private final Disk disk;
    private final Owner owner;
    private final Election election;
    private final LongAdder refused = new LongAdder();
    private byte[] lastHeartbeat = {};
    private volatile PairView view = PairView.NOTHING;
    private long claims;
    private long nextTick;
    private long nextView;
    private boolean twinReported;

    /** What the thread's owner does for the node. */
    interface Owner {
        /** Has the task done on the manager's thread, soon. Any thread. */
        void enqueue(Runnable task);

        /** Something for the log. Must not block. */
        void report(String trouble);

        /** Do the services of this node work? Must not block. */
        boolean isHealthy();

        /** Calls are no longer begun on this node before it hands over, or are again. Must not block. @param quiet to be run when none is being set up */
        void drain(boolean on, Runnable quiet);

        /** The role is another now. Must not block. */
        void changed(Phase from, Phase to, long epoch, String reason);
    }

    PairNode(PairProperties properties, int number, byte[] secret, Path folder, Owner owner) throws IOException {
        this.number = number;
        this.timing = properties.timing();
        this.owner = owner;
        this.codec = new HeartbeatCodec(secret, properties.name());
        this.disk = new Disk(folder);
        Election.Stored stored = disk.load();
        this.holding = new Holding(properties, poller, this::contested, owner::report);
        this.pings = new PingNodes(properties.pingAddresses(), poller, System::nanoTime, new Answers());
        List<Link> configured = properties.links().stream().map(PairProperties.LinkProperties::link).toList();
        for (Link link : configured) links.add(new LinkSocket(link, properties.port(), poller, this::receive));
        this.reflectedTo = configured.stream().filter(Link::reflected).map(Link::peer).toList();
        PairProperties.WitnessLink voter = properties.witness();
        this.witness = voter == null ? Optional.empty()
                : Optional.of(new LinkSocket(voter.link(), properties.port(), poller, this::receiveVote));
        long boot = disk.nextBoot(System.currentTimeMillis());
        this.election = new Election(timing, new Election.Setup(number, boot, witness.isPresent(), properties.drain().toNanos()),
                stored, this, System.nanoTime());
        this.nextTick = System.nanoTime();
        this.nextView = nextTick;
    }

    // ---- the thread's turn

    /** Waits for packets, at most until something is due, and does what is due. */
    void turn() {
        long wait = Math.clamp((nextTick - System.nanoTime() + MS - 1) / MS, 0, 10);
        poller.poll((int) wait);
        long now = System.nanoTime();
        election.observed(new LocalState(holding.hasCarrier(), owner.isHealthy(), pings.reachable(timing.pingPatienceNanos())), now);
        if (now - nextTick >= 0) {
            nextTick = Math.max(nextTick + timing.heartbeatNanos(), now + timing.heartbeatNanos() / 2);
            election.tick(now);
            pings.ask(holding.addresses(), reflectedTo, lastHeartbeat);
        } else {
            election.check(now);
        }
        holding.step(System.nanoTime());
        if (now - nextView >= 0) look(now);
    }

    private void look(long now) {
        nextView = now + VIEW_EVERY;
        Map<String, Boolean> up = new HashMap<>();
        for (LinkSocket link : links) up.put(link.link().name(), link.isUp(now, timing.deadNanos()));
        witness.ifPresent(link -> up.put(link.link().name(), link.isUp(now, timing.deadNanos())));
        view = new PairView(election.phase() == Phase.ACTIVE && election.isProtected(now), up, pings.states(timing.pingPatienceNanos()), claims);
    }

    private void receive(LinkSocket link, byte[] packet, int length) {
        authentic(packet, 0, length).ifPresent(heartbeat -> {
            link.heard(heartbeat.boot(), heartbeat.sequence(), System.nanoTime());
            election.received(heartbeat, System.nanoTime());
        });
    }

    private void receiveVote(LinkSocket link, byte[] packet, int length) {
        codec.decode(packet, 0, length).filter(it -> it.node() == Heartbeat.WITNESS).ifPresentOrElse(answer -> {
            link.heard(answer.boot(), answer.sequence(), System.nanoTime());
            election.witnessed(answer, System.nanoTime());
        }, refused::increment);
    }

    private Optional<Heartbeat> authentic(byte[] packet, int offset, int length) {
        Optional<Heartbeat> heartbeat = codec.decode(packet, offset, length);
        if (heartbeat.isEmpty()) refused.increment();
        else if (heartbeat.get().node() == number) reportTwin();
        return heartbeat.filter(it -> it.node() == 1 - number);
    }

    private void reportTwin() {
        if (twinReported) return;
        twinReported = true;
        owner.report("the peer says it is node " + number + " of the pair, as this one does; set tandem.ha-manager.node.number to 0 on one and 1 on the other");
    }

    private final class Answers implements PingNodes.Listener {
        @Override public void owned(long sentAtNanos) { election.owned(sentAtNanos, System.nanoTime()); }

        @Override public void reflected(byte[] packet, int offset, int length) {
            authentic(packet, offset, length).ifPresent(heartbeat -> election.received(heartbeat, System.nanoTime()));
        }
    }

    private void contested() {
        if (!holding.addresses().isEmpty()) claims++;
        election.conflict(System.nanoTime());
        holding.contest(System.nanoTime());
    }

    // ---- effects

    @Override public void send(Heartbeat heartbeat, boolean reflected) {
        byte[] packet = codec.encode(heartbeat);
        for (LinkSocket link : links) link.send(packet);
        if (!reflected) return;
        lastHeartbeat = packet;
        witness.ifPresent(link -> link.send(packet));
    }

    @Override public void probe() { holding.probe(); }

    @Override public void takeOver(long epoch, long decidedAt) { holding.take(decidedAt); }

    @Override public void renewGate(long decidedAt) { holding.renew(decidedAt); }

    @Override public void yield() { holding.release(); }

    @Override public void drain(boolean on) {
        owner.drain(on, () -> owner.enqueue(() -> election.quiet(System.nanoTime())));
    }

    @Override public void reserve(long epoch) {
        disk.reserve(epoch, stored -> owner.enqueue(() -> election.reserved(stored, System.nanoTime())));
    }

    @Override public void remember(long epoch) { disk.remember(epoch); }

    @Override public void changed(Phase from, Phase to, String reason) { owner.changed(from, to, election.epoch(), reason); }

    // ---- for the owner

    Election election() { return election; }

    Disk disk() { return disk; }

    /** Any thread. */
    PairView view() { return view; }

    long refused() { return refused.sum(); }

    /** For operators, a line each. */
    List<String> report(long now) {
        List<String> lines = new ArrayList<>();
        Heartbeat peer = election.peer().last();
        boolean alive = election.peer().isKnown() && election.peer().silentNanos(now) < timing.deadNanos();
        lines.add("peer: " + (alive ? peer.phase() + ", score " + peer.score() + ", epoch " + peer.epoch() : "SILENT"));
        lines.add("take-over: " + (election.phase() == Phase.ACTIVE ? election.isProtected(now) ? "the peer can" : "UNPROTECTED, the peer cannot" : "-"));
        for (LinkSocket link : links) lines.add(describe(link, now));
        witness.ifPresent(link -> lines.add(describe(link, now)));
        for (String node : pings.describe(timing.pingPatienceNanos())) lines.add("ping node " + node);
        lines.add("heartbeats refused: " + refused());
        return lines;
    }

    private String describe(LinkSocket socket, long now) {
        Link link = socket.link();
        return "link %s: %s, %s to %s".formatted(link.name(), socket.isUp(now, timing.deadNanos()) ? "up" : "DOWN", link.local().getHostAddress(),
                link.peer().getHostAddress());
    }

    void stop() { election.stop(System.nanoTime()); }

    @Override public void close() throws IOException {
        disk.close();
        links.forEach(LinkSocket::close);
        witness.ifPresent(LinkSocket::close);
        pings.close();
        try {
            holding.close();
        } finally {
            poller.close();
        }
    }
}
