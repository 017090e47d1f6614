package io.tandem.ha.election;

import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.Peer;
import io.tandem.ha.membership.Phase;

/** Questions about the peer that the election decides by. One thread; nanoseconds of the monotonic clock. */
final class PeerView {
    private final Peer peer;
    private final Votes votes;
    private final Timing timing;
    private final long boot;

    PeerView(Peer peer, Votes votes, Timing timing, long boot) {
        this.peer = peer;
        this.votes = votes;
        this.timing = timing;
        this.boot = boot;
    }

    /** Something of this node has arrived there since this node's start. */
    boolean hearsUs() { return peer.last().peerBoot() == boot; }

    /** It acknowledges what this node sent within the dead time, so it is no recording. */
    boolean isAnswer(Heartbeat heartbeat, long now) {
        return heartbeat.peerBoot() == boot && now - votes.sentAt(heartbeat.acknowledged()) < timing.deadNanos();
    }

    boolean isAlive(long now) { return peer.silentNanos(now) < timing.deadNanos(); }

    /** It would be active now if this node let go. */
    boolean canTake(long now) {
        return peer.isKnown() && peer.silentNanos(now) < timing.suspectNanos() && peer.phase() == Phase.STANDBY && peer.last().score() > 0 && hearsUs();
    }

    /** It says itself that it will not take over. */
    boolean isUnfit() { return peer.phase() == Phase.FAULT || peer.phase() == Phase.MAINTENANCE; }

    /**
     * It offers the shared addresses, and the offer's age is known from what it acknowledges.
     *
     * @param ownEpoch of this node's last period: an offer from before that is used up, and this node's own later one may be in the peer's hands
     */
    boolean hasReleased(long ownEpoch, long now) {
        Heartbeat last = peer.last();
        boolean offers = last.has(Heartbeat.RELEASED) && !last.phase().claims() && last.epoch() > ownEpoch;
        return offers && hearsUs() && now - votes.sentAt(last.acknowledged()) < timing.gateNanos();
    }

    /** To the node with the better score; then to who was active last, which the epoch tells; then to the first node. */
    boolean yieldsTo(int number, int score, long epoch) {
        Heartbeat other = peer.last();
        if (other.score() != score) return score > other.score();
        if (other.epoch() != epoch) return epoch > other.epoch();
        return epoch % 2 == number;
    }

    /** Why an operator should not have it take over from this node; empty if nothing speaks against it. */
    String unfit(int score, long now) {
        if (!canTake(now)) return describe(now) + " and could not take over; --force does it all the same, and nobody serves until 'tandem ha make-active'";
        if (peer.last().score() >= score) return "";
        return describe(now) + " and worse off than this node (ping nodes, services, stores in step), which would take over again; 'tandem ha maintenance on"
                + " --force' on this one has it serve all the same";
    }

    private String describe(long now) { return isAlive(now) && peer.isKnown() ? peer.phase() + " with score " + peer.last().score() : "silent"; }
}
