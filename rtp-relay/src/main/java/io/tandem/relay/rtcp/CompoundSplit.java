package io.tandem.relay.rtcp;

import java.lang.foreign.MemorySegment;

import io.tandem.relay.os.Memory;
import io.tandem.rtp.ReceptionReport;
import io.tandem.rtp.RtcpPacket;

/**
 * Which media lines a compound packet of a shared transport is for, and the part of each (RFC 9143 §9.2): a sender report is for the line of its
 * sender; report blocks and feedback for the line whose other party sends what they are about; source descriptions go with each report; all else is
 * for the line of who wrote it. What no line can be named for goes to one of them. Media loop; allocates nothing.
 */
public final class CompoundSplit {
    /** There is a bit for each. */
    public static final int MAX_LINES = 64;

    private static final int UNKNOWN = -1;
    private static final int HEADER = 8;
    private static final int SENDER_INFO = 20;
    private static final int BLOCK = ReceptionReport.LENGTH;
    private static final int MAX_BLOCKS = 31;
    private static final int TRANSPORT_FEEDBACK = 205;
    private static final int PAYLOAD_FEEDBACK = 206;
    /** Feedback whose source is named by its first entry (RFC 5104 §4.2, §4.3.1). */
    private static final int ENTRY = 12;
    private static final int APPLICATION_FEEDBACK = 15;
    /** REMB: the sources stand behind its name and rate. */
    private static final int RATED_SOURCE = 20;

    /** What is known of sources; a line's number, or -1. */
    public interface Lines {
        /** The line that packets of this source come for. */
        int lineFrom(int ssrc);

        /** The line whose other party sends from this source. */
        int lineTowards(int ssrc);
    }

    private CompoundSplit() {}

    /** A bit for each line; none if no line can be named. A packet with one bit or none is best passed as it is. */
    public static long linesOf(Lines lines, long packet, int length) {
        long found = 0;
        long end = packet + length;
        for (long at = packet; isWhole(at, end); at += octets(at)) {
            int blocks = blocks(at);
            for (int i = 0; i < blocks; i++) {
                found |= bit(lines.lineTowards(word(block(at, i))));
            }
            if (hasLine(at)) found |= bit(lineOf(lines, at));
        }
        return found != 0 || !isWhole(packet, end) ? found : bit(lines.lineFrom(word(packet + 4)));
    }

    /** Receiver reports are for the lines of their blocks, descriptions go with the reports before them. */
    private static boolean hasLine(long at) {
        return type(at) != RtcpPacket.RECEIVER_REPORT && type(at) != RtcpPacket.SOURCE_DESCRIPTION;
    }

    private static long bit(int line) {
        return line < 0 ? 0 : 1L << line;
    }

    /** Writes one line's part. It begins with a report, as a compound packet must (RFC 3550 §6.1), an empty one if there is none for this line.
     * @param rest also takes what no line can be named for
     * @param to   with room for the whole packet and eight octets more
     * @return octets written; 0 if nothing is for this line */
    public static int part(Lines lines, int line, boolean rest, long packet, int length, long to) {
        long end = packet + length;
        long next = to;
        for (long at = packet; isWhole(at, end); at += octets(at)) {
            next = isReport(at) ? report(lines, line, rest, at, next) : other(lines, line, rest, at, next == to, next);
        }
        return (int) (next - to);
    }

    private static long other(Lines lines, int line, boolean rest, long at, boolean first, long to) {
        boolean describes = type(at) == RtcpPacket.SOURCE_DESCRIPTION;
        if (describes ? first : !isFor(lineOf(lines, at), line, rest)) return to;
        long next = first ? emptyReport(word(at + 4), to) : to;
        copy(at, next, octets(at));
        return next + octets(at);
    }

    private static long emptyReport(int writer, long to) {
        header(to, 0, RtcpPacket.RECEIVER_REPORT, HEADER);
        put(to + 4, writer);
        return to + HEADER;
    }

    private static boolean isFor(int found, int line, boolean rest) {
        return found == UNKNOWN ? rest : found == line;
    }

    /** A sender report without its sender is a receiver report. */
    private static long report(Lines lines, int line, boolean rest, long at, long to) {
        boolean sends = type(at) == RtcpPacket.SENDER_REPORT && isFor(lineOf(lines, at), line, rest);
        int head = sends ? HEADER + SENDER_INFO : HEADER;
        int count = 0;
        long next = to + head;
        for (int i = 0; i < blocks(at); i++) {
            if (!isFor(lines.lineTowards(word(block(at, i))), line, rest)) continue;
            copy(block(at, i), next, BLOCK);
            next += BLOCK;
            count++;
        }
        boolean empty = type(at) == RtcpPacket.RECEIVER_REPORT && blocks(at) == 0 && isFor(lines.lineFrom(word(at + 4)), line, rest);
        if (count == 0 && !sends && !empty) return to;
        copy(at, to, head);
        header(to, count, sends ? RtcpPacket.SENDER_REPORT : RtcpPacket.RECEIVER_REPORT, (int) (next - to));
        return next;
    }

    /** The line that a packet other than a receiver report is for. */
    private static int lineOf(Lines lines, long at) {
        int type = type(at);
        if (type != TRANSPORT_FEEDBACK && type != PAYLOAD_FEEDBACK) return lines.lineFrom(word(at + 4));
        if (octets(at) < ENTRY) return UNKNOWN;
        int about = word(at + 8);
        if (about != 0) return lines.lineTowards(about);
        int source = type == PAYLOAD_FEEDBACK && count(at) == APPLICATION_FEEDBACK ? RATED_SOURCE : ENTRY;
        return octets(at) < source + 4 ? UNKNOWN : lines.lineTowards(word(at + source));
    }

    private static boolean isWhole(long at, long end) {
        return at + HEADER <= end && at + octets(at) <= end && octets(at) >= HEADER;
    }

    private static boolean isReport(long at) {
        int type = type(at);
        return type == RtcpPacket.RECEIVER_REPORT || type == RtcpPacket.SENDER_REPORT && octets(at) >= HEADER + SENDER_INFO;
    }

    /** Blocks that a report really has. */
    private static int blocks(long at) {
        if (!isReport(at)) return 0;
        int room = (int) (at + octets(at) - block(at, 0)) / BLOCK;
        return Math.min(Math.min(count(at), room), MAX_BLOCKS);
    }

    private static long block(long at, int index) {
        return at + HEADER + (type(at) == RtcpPacket.SENDER_REPORT ? SENDER_INFO : 0) + (long) index * BLOCK;
    }

    private static int type(long at) {
        return word(at) >>> 16 & 0xFF;
    }

    private static int count(long at) {
        return word(at) >>> 24 & 31;
    }

    private static int octets(long at) {
        return 4 + 4 * (word(at) & 0xFFFF);
    }

    private static int word(long at) {
        return Integer.reverseBytes(Memory.getInt(at));
    }

    private static void put(long at, int word) {
        Memory.putInt(at, Integer.reverseBytes(word));
    }

    private static void header(long at, int count, int type, int octets) {
        put(at, 2 << 30 | count << 24 | type << 16 | octets / 4 - 1);
    }

    private static void copy(long from, long to, int octets) {
        MemorySegment.copy(Memory.ALL, from, Memory.ALL, to, octets);
    }
}
