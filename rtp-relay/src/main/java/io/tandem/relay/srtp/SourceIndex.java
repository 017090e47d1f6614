package io.tandem.relay.srtp;

/** Packet index and replay window of one SSRC (RFC 3711 §3.3). Media loop only. */
final class SourceIndex {
    /** Packets that may be late (§3.3.2 asks for 64 at least). */
    static final int WINDOW = 128;
    static final long NONE = -1;

    final int ssrc;
    /** 48 bits: roll-over counter and sequence number; {@link #NONE} before the first packet. */
    private long highest = NONE;
    /** 31 bits of the last SRTCP packet; {@link #NONE} before. */
    private long rtcp = NONE;
    private long seen;
    private long seenBefore;
    private long rtcpSeen;
    /** Added to sequence numbers of a source that began anew (sender only). */
    private int shift;

    SourceIndex(int ssrc) {
        this.ssrc = ssrc;
    }

    /** Goes on where another relay was. */
    SourceIndex(SrtpState.Source state) {
        ssrc = state.ssrc();
        highest = state.index();
        rtcp = state.rtcpIndex();
        shift = state.sequenceShift();
        seen = -1;
        seenBefore = -1;
        rtcpSeen = -1;
    }

    SrtpState.Source state() {
        return new SrtpState.Source(ssrc, highest, rtcp, shift);
    }

    /** Index of a packet by its sequence number, nearest to the highest so far (Appendix A); negative for one before the first. */
    long estimate(int sequence) {
        if (highest == NONE) return sequence;
        long near = highest & ~0xFFFFL | sequence;
        if (near - highest > 0x8000) return near - 0x1_0000;
        return highest - near > 0x8000 ? near + 0x1_0000 : near;
    }

    /** Is this index neither taken nor too old? */
    boolean isNew(long index) {
        if (index > highest) return true;
        long age = highest - index;
        if (index < 0 || age >= WINDOW) return false;
        return ((age < 64 ? seen >>> age : seenBefore >>> age - 64) & 1) == 0;
    }

    boolean isTooOld(long index) {
        return highest - index >= WINDOW;
    }

    void take(long index) {
        if (index > highest) {
            advance(highest == NONE ? WINDOW : index - highest);
            highest = index;
            seen |= 1;
        } else {
            long age = highest - index;
            if (age < 64) seen |= 1L << age;
            else seenBefore |= 1L << age - 64;
        }
    }

    private void advance(long packets) {
        if (packets >= WINDOW) {
            seen = 0;
            seenBefore = 0;
        } else if (packets >= 64) {
            seenBefore = seen << packets - 64;
            seen = 0;
        } else {
            seenBefore = seenBefore << packets | seen >>> 64 - packets;
            seen <<= packets;
        }
    }

    boolean isNewRtcp(int index) {
        if (index > rtcp) return true;
        long age = rtcp - index;
        return age < 64 && (rtcpSeen >>> age & 1) == 0;
    }

    void takeRtcp(int index) {
        if (index > rtcp) {
            long ahead = index - rtcp;
            rtcpSeen = rtcp == NONE || ahead >= 64 ? 1 : rtcpSeen << ahead | 1;
            rtcp = index;
        } else {
            rtcpSeen |= 1L << rtcp - index;
        }
    }

    /** The next SRTCP index to send with; negative after 2^31 packets, when the key is used up. */
    int nextRtcp() {
        if (rtcp >= Integer.MAX_VALUE) return -1;
        return (int) ++rtcp;
    }

    /** Sequence number to send a packet with. */
    int shifted(int sequence) {
        return sequence + shift & 0xFFFF;
    }

    /** A source that began anew goes on behind its highest number: an index must not be used twice (§3.3.1, §9.1). */
    int restart(int sequence) {
        shift = (int) (highest + 1 - sequence) & 0xFFFF;
        return shifted(sequence);
    }
}
