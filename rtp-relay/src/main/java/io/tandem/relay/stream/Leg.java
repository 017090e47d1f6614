package io.tandem.relay.stream;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.relay.filter.MediaFilter;
import io.tandem.relay.latch.LatchPolicy;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.PortKind;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.NoFreePortException;
import io.tandem.relay.port.PortPair;
import io.tandem.relay.rtcp.SourceTable;
import io.tandem.relay.rtp.LineTable;
import io.tandem.relay.sdp.RemoteMedia;
import org.jspecify.annotations.Nullable;

/**
 * One party's end of one media line: a port pair for the life of the stream, and what the party's SDP says of its own end.
 *
 * <p>SDP of a re-offer only waits here until its answer commits it: an offer that is refused must leave the media in flight alone (RFC
 * 3264 §8).
 */
public final class Leg {
    private record Proposal(RemoteMedia remote, LatchPolicy policy, boolean anew) {}

    private final MediaInterface home;
    private final MediaLoop loop;
    private final PortPair pair;
    private final RelaySocket rtp;
    private final RelaySocket rtcp;
    private final MediaFilter filter = new MediaFilter();
    private Optional<Proposal> active = Optional.empty();
    private Optional<Proposal> pending = Optional.empty();
    private boolean muxOffered;
    private boolean muxed;
    private @Nullable Leg carrier;
    private boolean carries;
    private boolean wasCarried;

    private Leg(MediaInterface home, MediaLoop loop, PortPair pair, PortKind kind) {
        this.home = home;
        this.loop = loop;
        this.pair = pair;
        SourceTable sources = new SourceTable();
        this.rtp = new RelaySocket(pair.rtpFd(), pair.rtp(), kind, sources, loop.nanoTime());
        this.rtcp = new RelaySocket(pair.rtcpFd(), pair.rtcp(), PortKind.RTCP, sources, loop.nanoTime());
    }

    /** Binds a pair; nothing is relayed before the stream is wired. */
    static Leg open(MediaInterface home, MediaLoop loop, boolean isRtp, Optional<Integer> trafficClass) throws NoFreePortException {
        Leg leg = new Leg(home, loop, home.ports().allocate(), isRtp ? PortKind.RTP : PortKind.DATAGRAM);
        trafficClass.ifPresent(tos -> {
            home.ports().trafficClass(leg.pair, tos);
            leg.sockets().forEach(socket -> socket.trafficClass(tos));
        });
        loop.open(leg.rtp);
        loop.open(leg.rtcp);
        return leg;
    }

    /** @param anew forget what was learnt even if the address is the same */
    void propose(RemoteMedia remote, LatchPolicy policy, boolean anew) {
        pending = Optional.of(new Proposal(remote, policy, anew));
    }

    /** What was proposed holds. An address that did not change leaves alone what was learnt. */
    void commit() {
        if (pending.isEmpty()) return;
        Proposal next = pending.get();
        Optional<RemoteMedia> before = active.map(Proposal::remote).filter(_ -> !next.anew());
        boolean moved = before.isEmpty() || !before.get().rtp().equals(next.remote().rtp());
        boolean rtcpMoved = before.isEmpty() || !before.get().rtcp().equals(next.remote().rtcp());
        active = pending;
        pending = Optional.empty();
        loop.execute(() -> {
            rtp.kind(next.remote().isRtp() ? PortKind.RTP : PortKind.DATAGRAM);
            rtp.sources().clockRates(next.remote().clockRatesHz());
            point(rtp, next.remote().rtp(), next.policy(), moved);
            point(rtcp, next.remote().rtcp(), next.policy(), rtcpMoved);
        });
    }

    private void point(RelaySocket socket, Optional<Endpoint> target, LatchPolicy policy, boolean moved) {
        if (!moved) {
            socket.latch().policy(policy);
        } else if (target.isPresent()) {
            socket.latch().signal(target.get(), policy, loop.nanoTime());
        } else {
            socket.latch().clear();
        }
    }

    /** RTCP to and from this party shares the RTP port (RFC 5761). */
    public void muxed(boolean now) {
        muxed = now;
    }

    public boolean isMuxed() {
        return muxed;
    }

    /** Multiplexing has been offered by, or to, this party. */
    public void muxOffered(boolean now) {
        muxOffered = now;
    }

    public boolean isMuxOffered() {
        return muxOffered;
    }

    /** Media of this line share the transport of another line of the same party (BUNDLE, RFC 9143). @param leg null: they have their own */
    public void carriedBy(@Nullable Leg leg) {
        if (carrier == leg) return;
        carrier = leg;
        if (leg != null) carry(leg.rtp);
    }

    private void carry(@Nullable RelaySocket port) {
        loop.execute(() -> sockets().forEach(socket -> socket.carriedBy(port)));
    }

    /** Lines that share no transport any more use their own, now that what protects it is in place. */
    void freed() {
        if (carrier == null && wasCarried) carry(null);
        wasCarried = carrier != null;
    }

    /** Lines that share this one's transport. @param table null: only this one does @param legs by the table's numbers */
    public void carries(@Nullable LineTable table, List<Leg> legs) {
        if (table == null && !carries) return;
        carries = table != null;
        List<RelaySocket> lines = legs.stream().map(Leg::rtp).toList();
        loop.execute(() -> rtp.carries(table, lines));
    }

    /** Another line's transport is in use. */
    public boolean isCarried() {
        return carrier != null;
    }

    /** Other lines use the same transport. */
    public boolean isShared() {
        return carrier != null || carries;
    }

    /** Port that the party is told to send to. */
    public int shownPort() {
        Leg by = carrier;
        return (by == null ? rtp : by.rtp).local().port();
    }

    /** What arrives from this party leaves towards the other one; for an echo that is itself. */
    void wireTo(Leg other, int[] eventTypes) {
        RelaySocket rtcpExit = other.muxed ? other.rtp : other.rtcp;
        boolean muxedNow = muxed;
        loop.execute(() -> {
            rtp.muxed(muxedNow);
            rtp.wire(other.rtp, rtcpExit);
            rtcp.wire(other.rtp, rtcpExit);
            filter.events(eventTypes);
        });
    }

    /** What arrives from this party goes nowhere. */
    void unwire() {
        loop.execute(() -> sockets().forEach(RelaySocket::unwire));
    }

    /** Changes what is left out of this party's media. @param change run on the media loop */
    public void filter(Consumer<MediaFilter> change) {
        loop.execute(() -> {
            change.accept(filter);
            sockets().forEach(socket -> socket.processors().filter(filter.isActive() ? filter : null));
        });
    }

    /** What is left out of this party's media; to read. */
    public MediaFilter filter() {
        return filter;
    }

    /** RTP port, then RTCP port. */
    public List<RelaySocket> sockets() {
        return List.of(rtp, rtcp);
    }

    /** The pair goes back to the pool, once its ports are closed. */
    void release() {
        home.ports().release(pair);
    }

    /** What the party's SDP says that is in force; empty before its first. */
    public Optional<RemoteMedia> remote() {
        return active.map(Proposal::remote);
    }

    public Optional<LatchPolicy> policy() {
        return active.map(Proposal::policy);
    }

    public MediaInterface home() {
        return home;
    }

    /** The loop that owns the ports. */
    public MediaLoop loop() {
        return loop;
    }

    public RelaySocket rtp() {
        return rtp;
    }

    public RelaySocket rtcp() {
        return rtcp;
    }

    /** Monotonic time of the last packet of either port. */
    public long lastPacketNanos() {
        return Math.max(rtp.lastPacketNanos(), rtcp.lastPacketNanos());
    }

    public boolean sawPackets() {
        return rtp.sawPackets() || rtcp.sawPackets();
    }
}
