package io.tandem.relay.latch;

import java.util.ArrayList;
import java.util.List;

import io.tandem.relay.os.Endpoint;

/**
 * The remote end of one local port: where packets go, and whether one from a given source is taken. Media loop only; allocates nothing
 * per packet.
 *
 * <p>SDP of a party behind a NAT shows an address that is not its own, so a source has to be learnt, and a look-alike that is faster can capture
 * the stream (media hijack). Therefore: the window after signalling is short; until it closes only the best source seen so far is taken, so
 * that two streams never mix; before any signalling (early media) only the first source is; {@code strict-source}, {@code off} and
 * {@link LatchPolicy#onlyFrom} close what is left.
 */
public final class Latch {
    /** Learning window after the last signalling. */
    public static final long WINDOW_NANOS = 3_000_000_000L;

    /** As many as a party with all its addresses has, and no more than one can fill memory with. */
    private static final int MAX_PROVED = 16;

    /** Ranks of the heuristic mode, best first. */
    private static final int EXACT = 0;
    private static final int NOTHING_SEEN = 4;

    private final Runnable beforeChange;
    private LatchPolicy policy = LatchPolicy.DEFAULT;
    private Endpoint signalled = new Endpoint(0, 0, 0);
    private boolean hasSignalled;
    private long windowEndNanos;
    private int bestRank = NOTHING_SEEN;
    private boolean confirmed;
    private boolean sawPacket;
    private Learned learned = Learned.NOTHING;
    private long head;
    private long high;
    private long low;
    /** The one source that is taken while nothing is signalled; head 0: none yet. */
    private long earlyHead;
    private long earlyHigh;
    private long earlyLow;
    private long strangerHead;
    private long strangerHigh;
    private long strangerLow;
    private int changes;
    private List<Endpoint> proved = List.of();

    public Latch() {
        this(() -> {});
    }

    /** @param beforeChange run before anything changes that decides where packets go or whether they are taken */
    public Latch(Runnable beforeChange) {
        this.beforeChange = beforeChange;
    }

    /** New address by signalling: opens learning again and sends there until something better is seen. */
    public void signal(Endpoint endpoint, LatchPolicy newPolicy, long nowNanos) {
        beforeChange.run();
        policy = newPolicy;
        signalled = endpoint;
        hasSignalled = true;
        point(endpoint.head(), endpoint.high(), endpoint.low(), Learned.SIGNALLED);
        open(nowNanos);
    }

    /** Nothing may be sent (held with 0.0.0.0, or port 0), whatever arrives. */
    public void clear() {
        beforeChange.run();
        hasSignalled = false;
        head = 0;
        learned = Learned.NOTHING;
        open(0);
    }

    /** Another policy for the same address; what was learnt stays. */
    public void policy(LatchPolicy newPolicy) {
        if (policy.equals(newPolicy) || learned == Learned.VERIFIED) return; // only another check moves what one has proved
        beforeChange.run();
        policy = newPolicy;
    }

    /** The path that connectivity checks have chosen (RFC 8445); only another check moves it. */
    public void verify(Endpoint endpoint) {
        beforeChange.run();
        policy = new LatchPolicy(LearningMode.OFF, true, false, false, false, policy.onlyFrom());
        signalled = endpoint;
        hasSignalled = true;
        confirmed = true;
        point(endpoint.head(), endpoint.high(), endpoint.low(), Learned.VERIFIED);
    }

    /** A source that a connectivity check has proved: packets may come from it whichever one they go to (RFC 8445 §12.2). */
    public void prove(Endpoint source) {
        if (proved.contains(source) || proved.size() >= MAX_PROVED) return;
        if (proved.isEmpty()) proved = new ArrayList<>(2);
        proved.add(source);
    }

    public boolean isProved(long sourceHead, long sourceHigh, long sourceLow) {
        for (int i = 0; i < proved.size(); i++) {
            Endpoint source = proved.get(i);
            if (source.head() == sourceHead && source.high() == sourceHigh && source.low() == sourceLow) return true;
        }
        return false;
    }

    /** Connectivity checks no longer decide. */
    public void forgetProved() {
        proved = List.of();
    }

    /** What another relay had learnt of this party. */
    public void restore(LatchState state) {
        if (state.equals(state())) return;
        if (state.learned() == Learned.VERIFIED) {
            verify(state.target());
        } else {
            beforeChange.run();
            head = state.target().head();
            high = state.target().high();
            low = state.target().low();
            learned = state.learned();
            confirmed = state.confirmed();
        }
        sawPacket = state.sawPacket();
        changes = state.changes();
    }

    /** All that a take-over needs beside the signalling. */
    public LatchState state() {
        return new LatchState(target(), learned, confirmed, sawPacket, changes);
    }

    private void open(long nowNanos) {
        confirmed = policy.mode() == LearningMode.OFF;
        bestRank = NOTHING_SEEN;
        sawPacket = false;
        earlyHead = 0;
        windowEndNanos = nowNanos + WINDOW_NANOS;
    }

    /** Takes the source of one packet. @return false if the packet must be dropped */
    public boolean accepts(long sourceHead, long sourceHigh, long sourceLow, long nowNanos) {
        boolean known = sourceHead == head && sourceHigh == high && sourceLow == low;
        boolean taken = known && confirmed || decide(known, sourceHead, sourceHigh, sourceLow, nowNanos);
        if (taken) {
            sawPacket = true;
        } else {
            strangerHead = sourceHead;
            strangerHigh = sourceHigh;
            strangerLow = sourceLow;
        }
        return taken;
    }

    private boolean decide(boolean known, long sourceHead, long sourceHigh, long sourceLow, long nowNanos) {
        if (policy.onlyFrom().isPresent() && !Endpoint.sameAddress(sourceHead, sourceHigh, sourceLow, policy.onlyFrom().get())) return false;
        if (confirmed) return isProved(sourceHead, sourceHigh, sourceLow) || onStranger(sourceHead, sourceHigh, sourceLow);
        if (!hasSignalled) return isEarly(sourceHead, sourceHigh, sourceLow);
        learn(known, sourceHead, sourceHigh, sourceLow, nowNanos);
        return policy.asymmetric() || policy.mode() == LearningMode.DELAYED && !confirmed || sourceHead == head && sourceHigh == high
                && sourceLow == low;
    }

    private boolean isEarly(long sourceHead, long sourceHigh, long sourceLow) {
        if (earlyHead == 0) {
            earlyHead = sourceHead;
            earlyHigh = sourceHigh;
            earlyLow = sourceLow;
        }
        return sourceHead == earlyHead && sourceHigh == earlyHigh && sourceLow == earlyLow;
    }

    private boolean onStranger(long sourceHead, long sourceHigh, long sourceLow) {
        if (policy.mediaHandover() && policy.mode() != LearningMode.OFF) {
            point(sourceHead, sourceHigh, sourceLow, Learned.HANDOVER);
            return true;
        }
        return !policy.strictSource();
    }

    private void learn(boolean known, long sourceHead, long sourceHigh, long sourceLow, long nowNanos) {
        boolean windowOver = nowNanos - windowEndNanos >= 0;
        switch (policy.mode()) {
            case OFF -> confirmed = true;
            case IMMEDIATE -> confirm(sourceHead, sourceHigh, sourceLow, known ? Learned.EXACT : Learned.FIRST);
            case DELAYED -> {
                if (windowOver) confirm(sourceHead, sourceHigh, sourceLow, known ? Learned.EXACT : Learned.FIRST);
            }
            case HEURISTIC -> {
                int rank = rank(sourceHead, sourceHigh, sourceLow);
                if (rank == EXACT) {
                    confirm(sourceHead, sourceHigh, sourceLow, Learned.EXACT);
                } else {
                    prefer(rank, sourceHead, sourceHigh, sourceLow);
                    if (windowOver) confirm(head, high, low, Learned.BEST);
                }
            }
        }
    }

    /** The best candidate so far is used at once: a caller behind a NAT must not wait three seconds for audio. */
    private void prefer(int rank, long sourceHead, long sourceHigh, long sourceLow) {
        if (rank >= bestRank) return;
        bestRank = rank;
        point(sourceHead, sourceHigh, sourceLow, Learned.CANDIDATE);
    }

    private int rank(long sourceHead, long sourceHigh, long sourceLow) {
        boolean address = Endpoint.sameAddress(sourceHead, sourceHigh, sourceLow, signalled);
        boolean port = Endpoint.portOf(sourceHead) == Endpoint.portOf(signalled.head());
        return (address ? 0 : 2) + (port ? 0 : 1);
    }

    private void confirm(long sourceHead, long sourceHigh, long sourceLow, Learned how) {
        point(sourceHead, sourceHigh, sourceLow, how);
        confirmed = true;
    }

    private void point(long newHead, long newHigh, long newLow, Learned how) {
        if (policy.asymmetric() && hasSignalled && !(newHead == signalled.head() && newHigh == signalled.high()
                && newLow == signalled.low())) return;
        learned = how;
        if (head == newHead && high == newHigh && low == newLow) return;
        beforeChange.run();
        changes++;
        head = newHead;
        high = newHigh;
        low = newLow;
    }

    /** May packets be sent to the other end? */
    public boolean hasTarget() {
        return head != 0 && (sawPacket || !policy.natWait());
    }

    public long head() {
        return head;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    /** The source is settled. */
    public boolean isConfirmed() {
        return confirmed;
    }

    /** Packets need not come from where they go to, so the source is not known. */
    public boolean isAsymmetric() {
        return policy.asymmetric();
    }

    /** The target is settled: by a packet, or because none came while the window was open. */
    public boolean isSettled(long nowNanos) {
        return confirmed || hasSignalled && nowNanos - windowEndNanos >= 0;
    }

    /** How often the target moved, signalling included: what an operator looks at when he suspects a hijack. */
    public int changes() {
        return changes;
    }

    /** How the target was found. */
    public Learned learned() {
        return learned;
    }

    /** The address packets go to; the caller checks {@link #hasTarget} before. */
    public Endpoint target() {
        return new Endpoint(head, high, low);
    }

    /** Source of the last packet that was refused; head 0: none was. */
    public Endpoint lastStranger() {
        return new Endpoint(strangerHead, strangerHigh, strangerLow);
    }
}
