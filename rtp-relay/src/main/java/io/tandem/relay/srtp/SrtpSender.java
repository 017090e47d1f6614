package io.tandem.relay.srtp;

import io.tandem.relay.cipher.Octets;
import io.tandem.relay.cipher.Workspace;
import org.jspecify.annotations.Nullable;

/** Encrypts and signs what goes to one party. The packet is in the workspace, the result in its place. Media loop only. */
public final class SrtpSender {
    /** A take-over jumps so far ahead: what the other relay sent after it last told its state must not be repeated. */
    private static final int RTCP_TAKE_OVER_GAP = 1 << 16;

    private final Transform transform;
    private final SourceIndexes sources = new SourceIndexes();
    private final SrtpState begin;

    public SrtpSender(SrtpState state) {
        transform = Transform.of(state.suite(), state.keys().getFirst(), state.parameters());
        state.sources().forEach(source -> sources.add(new SourceIndex(ahead(source))));
        begin = state;
    }

    private static SrtpState.Source ahead(SrtpState.Source source) {
        long rtcp = Math.min(source.rtcpIndex() + RTCP_TAKE_OVER_GAP, Integer.MAX_VALUE);
        return new SrtpState.Source(source.ssrc(), source.index(), rtcp, source.sequenceShift());
    }

    /** What a take-over needs. Media loop. */
    public SrtpState state() {
        return new SrtpState(begin.suite(), begin.keys(), begin.parameters(), sources.state());
    }

    /** @param length of the RTP packet @return length of the SRTP packet, or a negative result of {@link SrtpReceiver} */
    public int protectRtp(Workspace work, int length) {
        int header = RtpPayload.offset(work.packet, length);
        if (header < 0 || length + transform.rtpOverhead() + transform.mkiBytes() > Workspace.MAX_BYTES) return SrtpReceiver.MALFORMED;
        int ssrc = Octets.getInt(work.packet, 8);
        SourceIndex source = source(ssrc);
        if (source == null) return SrtpReceiver.TOO_MANY_SOURCES;
        int original = Octets.getUnsignedShort(work.packet, 2);
        int sequence = source.shifted(original);
        long index = source.estimate(sequence);
        if (index < 0 || source.isTooOld(index)) {
            sequence = source.restart(original);
            index = source.estimate(sequence);
        }
        if (!source.isNew(index)) return SrtpReceiver.REPLAYED;
        source.take(index);
        if (sequence != original) Octets.putShort(work.packet, 2, (short) sequence);
        return transform.protectRtp(work, header, length, ssrc, index);
    }

    /** @param length of the RTCP packet @return length of the SRTCP packet, or a negative result of {@link SrtpReceiver} */
    public int protectRtcp(Workspace work, int length) {
        boolean fits = length + transform.rtcpOverhead() + transform.mkiBytes() <= Workspace.MAX_BYTES;
        if (length < Transform.RTCP_HEADER || !fits) return SrtpReceiver.MALFORMED;
        int ssrc = Octets.getInt(work.packet, 4);
        SourceIndex source = source(ssrc);
        if (source == null) return SrtpReceiver.TOO_MANY_SOURCES;
        int index = source.nextRtcp();
        return index < 0 ? SrtpReceiver.REPLAYED : transform.protectRtcp(work, length, ssrc, index);
    }

    private @Nullable SourceIndex source(int ssrc) {
        SourceIndex known = sources.find(ssrc);
        if (known != null || sources.isFull()) return known;
        SourceIndex source = new SourceIndex(ssrc);
        sources.add(source);
        return source;
    }
}
