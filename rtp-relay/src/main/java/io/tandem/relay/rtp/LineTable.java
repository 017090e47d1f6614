package io.tandem.relay.rtp;

import java.util.Arrays;
import java.util.List;

import io.tandem.relay.os.Memory;
import io.tandem.rtp.RtpHeader;

/**
 * The media lines whose packets of one party share a transport, and which of them a packet belongs to (BUNDLE, RFC 9143 §9.2): its mid header
 * extension says so, else a payload type that only one line has, else an SSRC that the description or an earlier packet has told. Media loop;
 * allocates nothing for a packet.
 */
public final class LineTable {
    /** No line: such a packet is dropped. */
    public static final int UNKNOWN = -1;

    private static final int UNTOLD = -2;
    private static final int PAYLOAD_TYPES = 128;
    /** Further sources push out the oldest one. */
    private static final int SOURCES = 64;
    private static final int EXTENSION = 0x10;
    private static final int ONE_OCTET_HEADERS = 0xBEDE;
    private static final int TWO_OCTET_HEADERS = 0x100;
    private static final int LAST_OF_ONE_OCTET = 15;

    private final Line[] lines;
    private final int[] lineOfPayloadType = new int[PAYLOAD_TYPES];
    private final int[] sources = new int[SOURCES];
    private final int[] lineOfSource = new int[SOURCES];
    private int known;
    private int oldest;

    /** What a description says of one line.
     * @param mid          its identification, {@code a=mid}; empty if it has none
     * @param extension    number of the header extension that carries mids, 1..255; 0 for none
     * @param payloadTypes 0..127
     * @param sources      of {@code a=ssrc} */
    public record Line(String mid, int extension, List<Integer> payloadTypes, List<Integer> sources) {
        public Line {
            payloadTypes = List.copyOf(payloadTypes);
            sources = List.copyOf(sources);
        }

        private boolean is(long at, int octets) {
            if (octets != mid.length()) return false;
            for (int i = 0; i < octets; i++) {
                if ((Memory.getByte(at + i) & 0xFF) != mid.charAt(i)) return false;
            }
            return true;
        }
    }

    /** @param lines in the order of the numbers that tell them apart here */
    public LineTable(List<Line> lines) {
        this.lines = lines.toArray(Line[]::new);
        Arrays.fill(lineOfPayloadType, UNTOLD);
        for (int line = 0; line < this.lines.length; line++) {
            for (int type : this.lines[line].payloadTypes()) {
                lineOfPayloadType[type] = lineOfPayloadType[type] == UNTOLD || lineOfPayloadType[type] == line ? line : UNKNOWN;
            }
            for (int source : this.lines[line].sources()) {
                learn(source, line);
            }
        }
    }

    /** The line of a plausible RTP packet, or {@link #UNKNOWN}. */
    public int lineOf(long packet, int length) {
        int ssrc = RtpHeader.ssrc(Memory.ALL, packet);
        int named = named(packet, length);
        if (named == UNKNOWN) return UNKNOWN;
        int line = named != UNTOLD ? named : lineOfPayloadType[RtpHeader.payloadType(Memory.ALL, packet)];
        if (line < 0) return lineOfSource(ssrc);
        if (lineOfSource(ssrc) != line) learn(ssrc, line);
        return line;
    }

    /** The line that a source belongs to, or {@link #UNKNOWN}. */
    public int lineOfSource(int ssrc) {
        for (int i = 0; i < known; i++) {
            if (sources[i] == ssrc) return lineOfSource[i];
        }
        return UNKNOWN;
    }

    /** What packets have told another table. @param lineNow number here of each line there; {@link #UNKNOWN} for none */
    public void learn(LineTable before, int[] lineNow) {
        for (int i = 0; i < before.known; i++) {
            int line = lineNow[before.lineOfSource[i]];
            if (line >= 0 && lineOfSource(before.sources[i]) == UNKNOWN) learn(before.sources[i], line);
        }
    }

    /** Sources known. */
    public int known() {
        return known;
    }

    /** SSRC of a known source. @param at 0..{@link #known} - 1 */
    public int source(int at) {
        return sources[at];
    }

    /** What another relay has learnt. @param line of this table, else it is no source of these lines */
    public void restore(int ssrc, int line) {
        if (line >= 0 && line < lines.length) learn(ssrc, line);
    }

    private void learn(int ssrc, int line) {
        int at = 0;
        while (at < known && sources[at] != ssrc) {
            at++;
        }
        if (at == SOURCES) {
            at = oldest;
            oldest = (oldest + 1) % SOURCES;
        } else if (at == known) {
            known++;
        }
        sources[at] = ssrc;
        lineOfSource[at] = line;
    }

    /** By its header extension (RFC 8285). @return UNTOLD without one, UNKNOWN for a mid that no line has */
    private int named(long packet, int length) {
        if ((Memory.getByte(packet) & EXTENSION) == 0) return UNTOLD;
        long at = packet + RtpHeader.MIN_LENGTH + 4L * RtpHeader.csrcCount(Memory.ALL, packet);
        long end = packet + RtpHeader.payloadOffset(Memory.ALL, packet, length);
        if (at + 4 > end) return UNTOLD;
        int profile = twoOctets(at);
        if (profile == ONE_OCTET_HEADERS) return named(at + 4, end, 1);
        return profile >>> 4 == TWO_OCTET_HEADERS ? named(at + 4, end, 2) : UNTOLD;
    }

    private int named(long from, long end, int header) {
        for (long at = from; at + header <= end; ) {
            int first = Memory.getByte(at) & 0xFF;
            if (first == 0) {
                at++; // padding
                continue;
            }
            int number = header == 1 ? first >>> 4 : first;
            int octets = header == 1 ? (first & 0xF) + 1 : Memory.getByte(at + 1) & 0xFF;
            if (header == 1 && number == LAST_OF_ONE_OCTET || at + header + octets > end) return UNTOLD;
            int line = named(number, at + header, octets);
            if (line != UNTOLD) return line;
            at += header + octets;
        }
        return UNTOLD;
    }

    private int named(int number, long at, int octets) {
        int result = UNTOLD;
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].extension() != number) continue;
            if (lines[i].is(at, octets)) return i;
            result = UNKNOWN;
        }
        return result;
    }

    private static int twoOctets(long at) {
        return (Memory.getByte(at) & 0xFF) << 8 | Memory.getByte(at + 1) & 0xFF;
    }
}
