package io.tandem.ha.election;

import io.tandem.ha.drain.Drain;
import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.Peer;
import io.tandem.ha.membership.Phase;

/**
 * Who of a pair is active (ha.md §3). Deterministic: it reads no clock and does no I/O; what it decides leaves by {@link Effects}. One thread.
 *
 * <p>To be active needs a lease of {@link Timing#leaseNanos}, counted from when it was asked for, by one of these: the peer's vote (it acknowledges one that
 * claims, without claiming itself, and so promises to be silent on its own behalf for {@link Timing#deadNanos}); the peer's release; the witness's vote;
 * and, without a witness, a ping node that still sends what is for the shared address to this node, while the peer is not heard at all. A node takes over
 * without a vote only after the dead time of silence on all paths, with a ping node in reach and nobody who answers for the shared addresses.
 */
public final class Election {
    private static final int STEADY_COMPARISONS = 3;
    private static final long ORDER_LIFE = 10_000_000_000L;
    private static final String DRAINING = "the peer takes over as soon as no call is being set up here; --force does not wait";

    private final Timing timing;
    private final Setup setup;
    private final Effects effects;
    private final Peer peer;
    private final Votes votes;
    private final PeerView view;
    private final Damping damping;
    private final Epochs epochs;
    private final Drain drain;

    private Phase phase = Phase.INIT;
    private LocalState local = LocalState.UNKNOWN;
    private boolean maintenance;
    private final long startedAt;
    private long phaseSince;
    private long leaseUntil;
    private long holdUntil;
    private long wantAfter;
    private long offeredUntil;
    private long probeSince;
    private long conflictAt;
    private long orderedUntil;
    private boolean forced;
    private boolean keptStandby;
    private int better;
    private long eligibleSince;

    /**
     * @param stored   what the disk holds
     * @param nowNanos of the monotonic clock, as in all methods here
     */
    public Election(Timing timing, Setup setup, Stored stored, Effects effects, long nowNanos) {
        this.timing = timing;
        this.setup = setup;
        this.effects = effects;
        this.peer = new Peer(setup.number(), nowNanos, 10 * timing.deadNanos());
        this.votes = new Votes(nowNanos);
        this.view = new PeerView(peer, votes, timing, setup.boot());
        this.damping = new Damping(nowNanos);
        this.epochs = new Epochs(setup.number(), stored, effects);
        this.maintenance = stored.maintenance();
        this.drain = new Drain(setup.drainNanos(), effects::drain);
        startedAt = phaseSince = leaseUntil = holdUntil = wantAfter = offeredUntil = probeSince = conflictAt = orderedUntil = eligibleSince = nowNanos;
    }

    /**
     * This node in its pair.
     *
     * @param number  0 or 1
     * @param boot    higher than that of any earlier start
     * @param witness whether a third host votes; then no lease comes from ping nodes
     * @param drainNanos how long a hand-over by order waits for calls that are being set up
     */
    public record Setup(int number, long boot, boolean witness, long drainNanos) {}

    /**
     * @param epoch    the highest known epoch
     * @param reserved the highest this node ever reserved
     */
    public record Stored(long epoch, long reserved, boolean maintenance) {}

    /**
     * Answer to an order.
     *
     * @param message in words, for the operator
     */
    public record Verdict(boolean accepted, String message) {}

    // ---- events

    /** A heartbeat of the peer, authenticated. */
    public void received(Heartbeat heartbeat, long now) {
        if (heartbeat.boot() < peer.last().boot() && !view.isAnswer(heartbeat, now)) return; // a replay, unless it answers what was just sent
        if (!peer.take(heartbeat, now)) return;
        forced = false; // from here on the peer's votes decide
        epochs.learn(heartbeat.epoch());
        if (view.hearsUs() && !heartbeat.phase().claims()) votes.peer(heartbeat.acknowledged());
        if (heartbeat.phase() == Phase.ACTIVE && heartbeat.epoch() > epochs.own()) follow(now);
        compare();
        evaluate(now);
        if (heartbeat.phase().claims() && !phase.claims()) send(now, false); // the vote; at once, since it renews the lease
    }

    /** An answer of the witness, authenticated. */
    public void witnessed(Heartbeat answer, long now) {
        if (answer.node() == Heartbeat.WITNESS && answer.peerBoot() == setup.boot() && answer.has(Heartbeat.GRANTED)) {
            votes.witness(answer.acknowledged());
            evaluate(now);
        }
    }

    /** A ping node has answered an echo request that was sent from the shared address at that time. */
    public void owned(long sentAtNanos, long now) {
        votes.owned(sentAtNanos);
        evaluate(now);
    }

    /** How this node is. */
    public void observed(LocalState state, long now) {
        if (state.equals(local)) return;
        local = state;
        evaluate(now);
    }

    /** In answer to {@link Effects#drain}: no call is being set up. */
    public void quiet(long now) {
        drain.quiet();
        evaluate(now);
    }

    /** Another card has answered for a shared address. */
    public void conflict(long now) { conflictAt = now; }

    /** {@link Effects#reserve} is done. */
    public void reserved(long epoch, long now) {
        epochs.reserved(epoch);
        evaluate(now);
    }

    /** Every {@link Timing#heartbeatNanos}. */
    public void tick(long now) {
        evaluate(now);
        send(now, true);
        if (phase == Phase.PROBE) effects.probe();
    }

    /** Between ticks. */
    public void check(long now) { evaluate(now); }

    /** The peer has taken over since: what this node offered is used up, and if the peer falls silent, it is this node's turn at once. */
    private void follow(long now) {
        keptStandby = false;
        if (!phase.claims()) holdUntil = now;
    }

    // ---- orders

    public Verdict makeActive(boolean force, long now) {
        if (phase == Phase.ACTIVE) return new Verdict(true, "this node is active already" + (drain.end() ? " and stays it" : ""));
        if (maintenance) return new Verdict(false, "refused: this node is in maintenance; end it with 'tandem ha maintenance off'");
        if (score() == 0) return new Verdict(false, "refused: this node cannot serve (" + local + ")");
        if (!force && view.isAlive(now) && peer.last().score() > score()) {
            return new Verdict(false, "refused: the peer, better off (ping nodes, services, stores in step), would take over again; --force does it anyway");
        }
        if (!force && !view.isAlive(now) && !canGoAlone()) {
            return new Verdict(false, "refused: the peer is silent and no ping node answers, so this node may be the one that is cut off; "
                    + "--force does it all the same, and both may be active then");
        }
        keptStandby = false;
        forced = force;
        holdUntil = now;
        orderedUntil = now + ORDER_LIFE;
        send(now, true);
        evaluate(now);
        return new Verdict(true, "this node is becoming active");
    }

    public Verdict makeStandby(boolean force, long now) {
        if (phase != Phase.ACTIVE && phase != Phase.PROBE) return new Verdict(true, "this node is " + phase + " already");
        String unfit = force ? "" : view.unfit(score(), now);
        if (!unfit.isEmpty()) return new Verdict(false, "refused: the peer is " + unfit);
        if (!force && phase == Phase.ACTIVE && drain.begin("ordered by the operator", now)) return new Verdict(true, DRAINING);
        keptStandby = !view.canTake(now);
        stepDown("ordered by the operator", now);
        return new Verdict(true, view.canTake(now) ? "this node is standby, the peer takes over" : "this node is standby, and nobody is active");
    }

    /** While it is in maintenance, a node takes nothing over. The caller keeps the setting over restarts. */
    public Verdict maintain(boolean on, boolean force, long now) {
        String unfit = on && phase == Phase.ACTIVE && !force ? view.unfit(score(), now) : "";
        if (!unfit.isEmpty()) return new Verdict(false, "refused: the peer is " + unfit);
        maintenance = on;
        if (on && phase.claims()) stepDown("maintenance", now);
        evaluate(now);
        return new Verdict(true, on ? "this node is in maintenance" : "maintenance is over, this node is " + phase);
    }

    /** Before the manager ends. */
    public void stop(long now) {
        if (phase.claims()) stepDown("the manager stops", now);
    }

    // ---- decisions

    private void evaluate(long now) {
        switch (phase) {
            case INIT -> listen(now);
            case STANDBY, FAULT, MAINTENANCE -> standBy(now);
            case PROBE -> probe(now);
            case ACTIVE -> hold(now);
        }
    }

    private void listen(long now) {
        if (now - startedAt >= timing.listenNanos() || view.isAlive(now) && peer.isKnown() && peer.phase() == Phase.ACTIVE && view.hearsUs()) {
            go(idlePhase(), "has listened", now);
            standBy(now);
        }
    }

    private void standBy(long now) {
        Phase idle = idlePhase();
        if (phase != idle) go(idle, local.toString(), now);
        epochs.reserveAhead();
        if (idle != Phase.STANDBY) return;
        if (view.hasReleased(epochs.own(), now)) {
            startProbe("peer has released", now);
            if (epochs.isReady()) take("peer has released", votes.sentAt(peer.last().acknowledged()), now);
        } else if (now - holdUntil < 0 || keptStandby) {
            return;
        } else if (peer.silentNanos(now) > timing.suspectNanos()) {
            if (canGoAlone()) startProbe("peer is silent", now);
        } else if (isNobodyActive(now)) {
            startProbe("nobody is active", now);
        }
    }

    private boolean isNobodyActive(long now) {
        return !peer.phase().claims() && (view.yieldsTo(setup.number(), score(), epochs.known())
                || peer.idleNanos(now) > 2 * timing.deadNanos() && now - phaseSince > 2 * timing.deadNanos());
    }

    private void probe(long now) {
        if (idlePhase() != Phase.STANDBY) {
            go(idlePhase(), local.toString(), now);
        } else if (view.hasReleased(epochs.own(), now)) {
            if (epochs.isReady()) take("peer has released", votes.sentAt(peer.last().acknowledged()), now);
        } else if (peer.phase() == Phase.ACTIVE && peer.silentNanos(now) < timing.suspectNanos()) {
            go(Phase.STANDBY, "peer is active after all", now);
        } else if (peer.phase() == Phase.PROBE && view.isAlive(now) && setup.number() == 1) {
            go(Phase.STANDBY, "peer goes first", now);
        } else if (!view.isAlive(now) && !canGoAlone()) {
            go(Phase.STANDBY, "peer is silent and no ping node answers", now);
        } else if (conflictAt - probeSince > 0) {
            probeSince = now; // wait for as long as somebody answers
        } else if (now - probeSince >= timing.probeNanos() && epochs.isReady()) {
            takeIfAllowed(now);
        }
    }

    private void takeIfAllowed(long now) {
        boolean silent = peer.silentNanos(now) >= timing.deadNanos() && now - eligibleSince >= timing.deadNanos();
        if (view.isAlive(now) && now - votes.peerAt() < timing.gateNanos()) {
            take("peer agrees", votes.peerAt(), now);
        } else if ((silent || isUnheardByUnfitPeer(now)) && canGoAlone()) {
            takeAlone(silent ? "peer is silent" : "peer cannot serve and does not hear this node", now);
        }
    }

    private void takeAlone(String reason, long now) {
        if (!setup.witness()) {
            votes.owned(now); // until a ping node has had time to answer
            take(reason, now, now);
        } else if (now - votes.witnessAt() < timing.gateNanos()) {
            take(reason + ", witness agrees", votes.witnessAt(), now);
        }
    }

    private boolean canGoAlone() { return setup.witness() || local.pings() > 0 || forced; }

    /** It would vote if it heard what arrives from here. */
    private boolean isUnheardByUnfitPeer(long now) { return view.isUnfit() && now - phaseSince > 2 * timing.deadNanos(); }

    private void hold(long now) {
        renew(now);
        Heartbeat other = peer.last();
        boolean fresh = peer.silentNanos(now) < timing.suspectNanos();
        if (fresh && other.phase() == Phase.ACTIVE && other.epoch() > epochs.own()) {
            stepDown("peer is active with the later epoch " + other.epoch(), now);
        } else if (now - leaseUntil >= 0) {
            holdUntil = now + damping.next(now);
            stepDown(score() == 0 ? local.toString() : "lease is over", now);
        } else if (view.canTake(now)) {
            yieldTo(other, now);
        } else if (drain.isLate(now)) {
            drain.end();
        }
    }

    private void yieldTo(Heartbeat other, long now) {
        if (score() == 0) {
            stepDown(local.toString(), now);
        } else if (!local.healthy() && other.score() > score()) {
            stepDown(local.toString(), now);
        } else if (other.has(Heartbeat.WANTS) && other.score() > score()) {
            wantAfter = now + 2 * timing.offerNanos();
            stepDown("peer reaches more ping nodes", now);
        } else {
            if (other.has(Heartbeat.ORDERED)) drain.begin("ordered by the peer's operator", now);
            if (drain.isOver(now)) stepDown(drain.reason(), now);
        }
    }

    private void renew(long now) {
        if (score() == 0) return;
        long from = Votes.later(votes.peerAt(), votes.witnessAt());
        if (!setup.witness() && (peer.silentNanos(now) > timing.aloneNanos() || view.isUnfit())) from = Votes.later(from, votes.ownedAt());
        if (forced && !setup.witness()) from = now; // by order, at the operator's risk, until the peer is heard
        if (from + timing.leaseNanos() - leaseUntil > 0 && now - from <= timing.gateNanos()) {
            leaseUntil = from + timing.leaseNanos();
            effects.renewGate(now);
        }
    }

    private void take(String reason, long leaseFrom, long now) {
        long epoch = epochs.take();
        leaseUntil = leaseFrom + timing.leaseNanos();
        orderedUntil = now;
        better = 0;
        effects.takeOver(epoch, now);
        epochs.learn(epoch);
        go(Phase.ACTIVE, reason, now);
        send(now, true);
    }

    private void stepDown(String reason, long now) {
        if (phase == Phase.ACTIVE) effects.yield();
        if (phase == Phase.ACTIVE) offeredUntil = now + timing.offerNanos();
        holdUntil = Votes.later(holdUntil, now + 2 * timing.offerNanos()); // the peer may use the last offer until then
        go(idlePhase(), reason, now);
        send(now, true);
        drain.end();
    }

    private void startProbe(String reason, long now) {
        offeredUntil = now;
        probeSince = now;
        conflictAt = now;
        votes.beginCandidacy();
        go(Phase.PROBE, reason, now);
        send(now, true);
        effects.probe();
    }

    private void go(Phase next, String reason, long now) {
        Phase from = phase;
        if (from == Phase.FAULT || from == Phase.MAINTENANCE) eligibleSince = now; // an active peer that hears this node looks out from now on
        phase = next;
        phaseSince = now;
        better = 0;
        effects.changed(from, next, reason);
    }

    private void compare() {
        better = phase == Phase.STANDBY && peer.phase() == Phase.ACTIVE && score() > peer.last().score() ? better + 1 : 0;
    }

    private void send(long now, boolean reflected) {
        Heartbeat other = peer.last();
        boolean known = peer.isKnown();
        effects.send(new Heartbeat(setup.number(), phase, flags(now), score(), setup.boot(), votes.send(now), known ? other.boot() : 0,
                known ? other.sequence() : 0, epoch()), reflected);
    }

    private int flags(long now) {
        int flags = !phase.claims() && now - offeredUntil < 0 ? Heartbeat.RELEASED : 0;
        if (phase == Phase.STANDBY && better >= STEADY_COMPARISONS && now - wantAfter >= 0) flags |= Heartbeat.WANTS;
        if (!phase.claims() && now - orderedUntil < 0) flags |= Heartbeat.ORDERED;
        return flags;
    }

    private int score() { return maintenance ? 0 : local.score(); }

    private Phase idlePhase() { return maintenance ? Phase.MAINTENANCE : score() == 0 ? Phase.FAULT : Phase.STANDBY; }

    // ---- what can be asked

    public Phase phase() { return phase; }

    /** The epoch of this node while it is active, else the highest it knows of. */
    public long epoch() { return phase == Phase.ACTIVE ? epochs.own() : epochs.known(); }

    public Peer peer() { return peer; }

    /** Whether the peer could take over now. */
    public boolean isProtected(long now) { return phase == Phase.ACTIVE && view.canTake(now); }
}
