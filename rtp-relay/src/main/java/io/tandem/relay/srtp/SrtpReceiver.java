package io.tandem.relay.srtp;

import io.tandem.relay.cipher.Octets;
import io.tandem.relay.cipher.Workspace;
import org.jspecify.annotations.Nullable;

/** Checks and decrypts what arrives under one party's keys. The packet is in the workspace, the result in its place. Media loop only. */
public final class SrtpReceiver {
    /** Results instead of a length: too short for what its header says. */
    public static final int MALFORMED = -1;
    /** The tag is wrong: not from the peer, damaged, or under another key. */
    public static final int FORGED = -2;
    /** Seen before, or too late to tell. */
    public static final int REPLAYED = -3;
    /** More SSRCs than one key may have. */
    public static final int TOO_MANY_SOURCES = -4;

    private final Transform[] transforms;
    private final SourceIndexes sources = new SourceIndexes();
    private final SrtpState begin;

    public SrtpReceiver(SrtpState state) {
        transforms = state.keys().stream().map(key -> Transform.of(state.suite(), key, state.parameters())).toArray(Transform[]::new);
        state.sources().forEach(source -> sources.add(new SourceIndex(source)));
        begin = state;
    }

    /** What a take-over needs. Media loop. */
    public SrtpState state() {
        return new SrtpState(begin.suite(), begin.keys(), begin.parameters(), sources.state());
    }

    /** @param length of the SRTP packet @return length of the RTP packet, or a negative result */
    public int unprotectRtp(Workspace work, int length) {
        Transform transform = keyOf(work, length, false);
        if (transform == null) return FORGED;
        int end = length - transform.rtpOverhead() - transform.mkiBytes();
        int header = RtpPayload.offset(work.packet, end);
        if (header < 0) return MALFORMED;
        int ssrc = Octets.getInt(work.packet, 8);
        SourceIndex known = sources.find(ssrc);
        if (known == null && sources.isFull()) return TOO_MANY_SOURCES;
        SourceIndex source = known == null ? new SourceIndex(ssrc) : known;
        long index = source.estimate(Octets.getUnsignedShort(work.packet, 2));
        if (!source.isNew(index)) return REPLAYED;
        int result = transform.unprotectRtp(work, header, length, ssrc, index);
        if (result < 0) return result;
        source.take(index);
        if (known == null) sources.add(source);
        return result;
    }

    /** @param length of the SRTCP packet @return length of the RTCP packet, or a negative result */
    public int unprotectRtcp(Workspace work, int length) {
        Transform transform = keyOf(work, length, true);
        if (transform == null) return FORGED;
        if (length < Transform.RTCP_HEADER + transform.rtcpOverhead() + transform.mkiBytes()) return MALFORMED;
        int word = Octets.getInt(work.packet, length - transform.indexFromEnd());
        int index = word & ~Transform.ENCRYPTED;
        int ssrc = Octets.getInt(work.packet, 4);
        SourceIndex known = sources.find(ssrc);
        if (known == null && sources.isFull()) return TOO_MANY_SOURCES;
        SourceIndex source = known == null ? new SourceIndex(ssrc) : known;
        if (!source.isNewRtcp(index)) return REPLAYED;
        int result = transform.unprotectRtcp(work, length, ssrc, word);
        if (result < 0) return result;
        source.takeRtcp(index);
        if (known == null) sources.add(source);
        return result;
    }

    private @Nullable Transform keyOf(Workspace work, int length, boolean rtcp) {
        for (Transform transform : transforms) {
            if (transform.isNamedBy(work, length, rtcp)) return transform;
        }
        return null;
    }
}
