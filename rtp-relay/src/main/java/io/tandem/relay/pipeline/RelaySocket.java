package io.tandem.relay.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.latch.Latch;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.rtcp.CompoundSplit;
import io.tandem.relay.rtcp.SourceTable;
import io.tandem.relay.rtp.LineTable;
import org.jspecify.annotations.Nullable;

/**
 * One local UDP port facing one party, with all that the packet path knows of it. Media loop only, but for counters, times and the latch
 * read for reports.
 */
public final class RelaySocket implements CompoundSplit.Lines {
    private final int fd;
    private final Endpoint local;
    private final SourceTable sources;
    private final long startedNanos;
    private final Latch latch = new Latch(this::leaveKernel);
    private final PacketCounters received = new PacketCounters();
    private final PacketCounters sent = new PacketCounters();
    private final PortProcessors processors = new PortProcessors(this::leaveKernel);
    private final long[] drops = new long[DropReason.values().length];
    private Runnable beforeChange = () -> {};
    private volatile Optional<UserSpaceReason> userSpace = Optional.of(UserSpaceReason.NO_KERNEL_PATH);
    private PortKind kind;
    private @Nullable RelaySocket rtpExit;
    private @Nullable RelaySocket rtcpExit;
    private boolean muxed;
    private boolean endsControl;
    private long lastPacketNanos;
    private long lastKernelNanos;
    private long lastUserNanos;
    private int trafficClass = -1;
    private final PacketCounters kernel = new PacketCounters();
    private int slot = -1;
    /** What all lines of a party share, if this one has not its own. */
    private @Nullable RelaySocket carrier;
    private @Nullable LineTable table;
    private RelaySocket[] lines = {};

    /** @param sources shared by the RTP and RTCP port of a party's stream */
    public RelaySocket(int fd, Endpoint local, PortKind kind, SourceTable sources, long nowNanos) {
        this.fd = fd;
        this.local = local;
        this.kind = kind;
        this.sources = sources;
        this.startedNanos = nowNanos;
        this.lastPacketNanos = nowNanos;
        this.lastKernelNanos = nowNanos;
        this.lastUserNanos = nowNanos;
    }

    /**
     * Where packets that arrive here leave: ports facing the other party. Both are one port if that party multiplexes (RFC 5761). Media
     * loop.
     */
    public void wire(RelaySocket newRtpExit, RelaySocket newRtcpExit) {
        if (rtpExit == newRtpExit && rtcpExit == newRtcpExit) return;
        leaveKernel();
        rtpExit = newRtpExit;
        rtcpExit = newRtcpExit;
    }

    /** Media of this line come and go by another line's port (BUNDLE); null: by this one. Media loop. */
    public void carriedBy(@Nullable RelaySocket port) {
        if (carrier == port) return;
        leaveKernel();
        carrier = port;
    }

    /** Port that media of this line come and go by. Media loop. */
    RelaySocket way() {
        return carrier == null ? this : carrier;
    }

    /** Lines whose media come to this port. @param newTable null: this one only @param newLines by the table's numbers */
    public void carries(@Nullable LineTable newTable, List<RelaySocket> newLines) {
        if (table != null && newTable != null) newTable.learn(table, Arrays.stream(lines).mapToInt(newLines::indexOf).toArray());
        table = newTable;
        lines = newLines.toArray(RelaySocket[]::new);
    }

    /** What tells the lines apart that come to this port; empty if it is one. Media loop. */
    public Optional<LineTable> table() {
        return Optional.ofNullable(table);
    }

    /** The line that plain RTP belongs to, null if that cannot be told. */
    @Nullable RelaySocket lineOf(Packet packet) {
        LineTable told = table;
        if (told == null) return this;
        int line = told.lineOf(packet.address, packet.length);
        return line >= 0 ? lines[line] : null;
    }

    /** The lines that plain RTCP belongs to: a bit for each, by the table's numbers; none for this port's own. */
    long linesOfControl(Packet packet) {
        return table == null || lines.length > CompoundSplit.MAX_LINES ? 0 : CompoundSplit.linesOf(this, packet.address, packet.length);
    }

    /** @param number of the table */
    RelaySocket line(int number) {
        return lines[number];
    }

    @Override
    public int lineFrom(int ssrc) {
        LineTable told = table;
        return told == null ? LineTable.UNKNOWN : told.lineOfSource(ssrc);
    }

    @Override
    public int lineTowards(int ssrc) {
        for (int i = 0; i < lines.length; i++) {
            RelaySocket exit = lines[i].rtpExit;
            if (exit != null && exit.hears(ssrc)) return i;
        }
        return LineTable.UNKNOWN;
    }

    /** Its party sends from this source on this line. */
    private boolean hears(int ssrc) {
        RelaySocket way = way();
        int line = way.lineFrom(ssrc);
        return line >= 0 ? way.lines[line] == this : sources.has(ssrc);
    }

    /** Nothing is sent from here any more. Media loop. */
    void cut() {
        unwire();
        latch.clear();
    }

    /** Packets go nowhere from now on. Media loop. */
    public void unwire() {
        leaveKernel();
        rtpExit = null;
        rtcpExit = null;
    }

    /** Media loop. */
    public void kind(PortKind newKind) {
        if (kind == newKind) return;
        leaveKernel();
        kind = newKind;
    }

    /** RTCP of this party comes to its RTP port (RFC 5761). Media loop. */
    public void muxed(boolean now) {
        if (muxed == now) return;
        leaveKernel();
        muxed = now;
    }

    /** Processors of this port. */
    public PortProcessors processors() {
        return processors;
    }

    void drop(DropReason reason) {
        drops[reason.ordinal()]++;
    }

    /** Packets that arrived here and were not sent on. Any thread; may be one burst old. */
    public long drops(DropReason reason) {
        return drops[reason.ordinal()];
    }

    /** What has to be done in user space, if anything has. Media loop. */
    public Optional<UserSpaceReason> need() {
        return carrier == null ? processors.need() : Optional.of(UserSpaceReason.ENCRYPTION);
    }

    /** Run before anything changes that a flow of this port, or one that leaves by it, rests on. Media loop. */
    public void beforeChange(Runnable hook) {
        beforeChange = hook;
    }

    private void leaveKernel() {
        beforeChange.run();
    }

    /** Why packets that arrive here pass through user space; empty while they go through the kernel. Any thread. */
    public Optional<UserSpaceReason> whyInUserSpace() {
        return userSpace;
    }

    /** Media loop. */
    public void inUserSpace(Optional<UserSpaceReason> why) {
        if (!userSpace.equals(why)) userSpace = why;
    }

    /** The kernel has passed on so much of what arrived here, some of it just now. Media loop. */
    public void relayedByKernel(long packets, long bytes, RelaySocket exit, long nowNanos) {
        received.add(packets, bytes);
        kernel.add(packets, bytes);
        exit.sent.add(packets, bytes);
        lastPacketNanos = nowNanos;
        lastKernelNanos = nowNanos;
    }

    /** The other relay has received packets here. Media loop. */
    public void relayedElsewhere(long nowNanos) {
        lastPacketNanos = nowNanos;
    }

    /** The kernel has dropped so many. Media loop. */
    public void droppedByKernel(long packets) {
        received.addErrors(packets);
        kernel.addErrors(packets);
    }

    void slot(int newSlot) {
        slot = newSlot;
    }

    int slot() {
        return slot;
    }

    void arrived(long nowNanos) {
        lastPacketNanos = nowNanos;
        lastUserNanos = nowNanos;
    }

    /** RTCP that arrives here is read, and not sent on. Media loop. */
    public void endsControl(boolean now) {
        if (endsControl == now) return;
        leaveKernel();
        endsControl = now;
    }

    public boolean isEndOfControl() {
        return endsControl;
    }

    boolean isMuxed() {
        return muxed;
    }

    /** Port that RTP from here leaves by; null while there is none. Media loop; elsewhere it may be one task late. */
    public @Nullable RelaySocket rtpExit() {
        return rtpExit;
    }

    /** The same for RTCP. */
    public @Nullable RelaySocket rtcpExit() {
        return rtcpExit;
    }

    public PortKind kind() {
        return kind;
    }

    /** Descriptor of the bound socket; the engine owns it. */
    public int fd() {
        return fd;
    }

    public Endpoint local() {
        return local;
    }

    public Latch latch() {
        return latch;
    }

    public SourceTable sources() {
        return sources;
    }

    public PacketCounters received() {
        return received;
    }

    /** Of {@link #received}, what went through the kernel. */
    public PacketCounters receivedByKernel() {
        return kernel;
    }

    /** Monotonic time when the kernel was last seen to pass packets on; of opening before the first. */
    public long lastKernelNanos() {
        return lastKernelNanos;
    }

    /** Monotonic time of the last packet in user space; of opening before the first. */
    public long lastUserNanos() {
        return lastUserNanos;
    }

    public long startedNanos() {
        return startedNanos;
    }

    /** TOS octet of what leaves here, if a call has asked for another one than all have. Before the port is used. */
    public void trafficClass(int octet) {
        trafficClass = octet;
    }

    /** The call's own TOS octet, or the one of all. */
    public int trafficClassOr(int usual) {
        return trafficClass < 0 ? usual : trafficClass;
    }

    public PacketCounters sent() {
        return sent;
    }

    /** Monotonic time of the last packet taken; of opening before the first. */
    public long lastPacketNanos() {
        return lastPacketNanos;
    }

    public boolean sawPackets() {
        return lastPacketNanos != startedNanos;
    }
}
