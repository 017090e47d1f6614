package io.tandem.relay.rtcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import io.tandem.rtp.ReceptionReport;
import io.tandem.rtp.RtcpPacket;

/** Reads sender and receiver reports out of a passing compound packet in place (RFC 3550 §6.4); what is malformed is left to its receiver. */
public final class RtcpObserver {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int HEADER = 8;
    private static final int SENDER_INFO = 20;

    private RtcpObserver() {}

    /** @param senders   sources of the party the packet came from
     *  @param receivers sources of the other party, which the report blocks are about */
    public static void observe(MemorySegment memory, long offset, int length, SourceTable senders, SourceTable receivers, long nowNanos) {
        long end = offset + length;
        long at = offset;
        while (at + HEADER <= end) {
            int word = memory.get(INT, at);
            long next = at + 4 + 4L * (word & 0xFFFF);
            if (word >>> 30 != 2 || next > end) return;
            int type = word >>> 16 & 0xFF;
            int count = word >>> 24 & 31;
            if (type == RtcpPacket.SENDER_REPORT && at + HEADER + SENDER_INFO <= next) {
                senderReport(memory, at, senders, nowNanos);
                reports(memory, at + HEADER + SENDER_INFO, next, count, senders, receivers, nowNanos);
            } else if (type == RtcpPacket.RECEIVER_REPORT) {
                reports(memory, at + HEADER, next, count, senders, receivers, nowNanos);
            }
            at = next;
        }
    }

    private static void senderReport(MemorySegment memory, long at, SourceTable senders, long nowNanos) {
        Source source = senders.find(memory.get(INT, at + 4));
        int ntpMiddle = memory.get(INT, at + 8) << 16 | memory.get(INT, at + 12) >>> 16;
        if (source != null) source.onSenderReport(ntpMiddle, nowNanos);
    }

    private static void reports(MemorySegment memory, long from, long end, int count, SourceTable senders, SourceTable receivers,
            long nowNanos) {
        long at = from;
        for (int i = 0; i < count && at + ReceptionReport.LENGTH <= end; i++, at += ReceptionReport.LENGTH) {
            Source source = receivers.find(memory.get(INT, at));
            if (source == null) continue;
            int loss = memory.get(INT, at + 4);
            source.onReport(loss >>> 24, loss << 8 >> 8, memory.get(INT, at + 12) & 0xFFFF_FFFFL, memory.get(INT, at + 16),
                    memory.get(INT, at + 20), senders.legRoundTripNanos(), nowNanos);
        }
    }
}
