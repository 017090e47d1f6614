package io.tandem.rtp;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parses and writes compound RTCP packets (RFC 3550 §6.1, A.2). Stateless. */
public final class RtcpCompound {
    private static final int HEADER = 4;
    private static final int MAX_REPORTS = 31;
    private static final int MAX_LENGTH = 1500;
    private static final int CNAME = 1;

    private RtcpCompound() {}

    /** Every packet of the compound in order.
     * @throws MalformedRtcpException with octet and reason */
    public static List<RtcpPacket> parse(byte[] data, int offset, int length) throws MalformedRtcpException {
        ByteBuffer in = ByteBuffer.wrap(data, offset, length).slice();
        List<RtcpPacket> packets = new ArrayList<>(3);
        while (in.hasRemaining()) {
            packets.add(parseOne(in));
        }
        if (packets.isEmpty()) throw new MalformedRtcpException("empty RTCP packet");
        return packets;
    }

    private static RtcpPacket parseOne(ByteBuffer in) throws MalformedRtcpException {
        int start = in.position();
        check(in.remaining() >= HEADER, start, "no room for a header");
        int first = in.get() & 0xFF;
        int type = in.get() & 0xFF;
        int bodyLength = 4 * (in.getShort() & 0xFFFF);
        check(first >> 6 == 2, start, "version is not 2");
        check(bodyLength <= in.remaining(), start, "length field points past the end");
        ByteBuffer body = in.slice(in.position(), bodyLength);
        in.position(in.position() + bodyLength);
        return switch (type) {
            case RtcpPacket.SENDER_REPORT -> senderReport(body, first & 31, start);
            case RtcpPacket.RECEIVER_REPORT -> receiverReport(body, first & 31, start);
            case RtcpPacket.SOURCE_DESCRIPTION -> sourceDescription(body, start);
            case RtcpPacket.GOODBYE -> goodbye(body, first & 31, start);
            default -> new RtcpPacket.Other(type);
        };
    }

    private static RtcpPacket senderReport(ByteBuffer in, int count, int start) throws MalformedRtcpException {
        check(in.remaining() >= 24 + count * ReceptionReport.LENGTH, start, "sender report too short");
        int ssrc = in.getInt();
        long ntp = in.getLong();
        int timestamp = in.getInt();
        long packets = in.getInt() & 0xFFFF_FFFFL;
        long octets = in.getInt() & 0xFFFF_FFFFL;
        return new RtcpPacket.SenderReport(ssrc, ntp, timestamp, packets, octets, reports(in, count));
    }

    private static RtcpPacket receiverReport(ByteBuffer in, int count, int start) throws MalformedRtcpException {
        check(in.remaining() >= 4 + count * ReceptionReport.LENGTH, start, "receiver report too short");
        return new RtcpPacket.ReceiverReport(in.getInt(), reports(in, count));
    }

    private static List<ReceptionReport> reports(ByteBuffer in, int count) {
        List<ReceptionReport> reports = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int ssrc = in.getInt();
            int loss = in.getInt();
            reports.add(new ReceptionReport(ssrc, loss >>> 24, loss << 8 >> 8, in.getInt() & 0xFFFF_FFFFL, in.getInt() & 0xFFFF_FFFFL,
                    in.getInt(), in.getInt()));
        }
        return reports;
    }

    private static RtcpPacket sourceDescription(ByteBuffer in, int start) throws MalformedRtcpException {
        if (in.remaining() < HEADER) return new RtcpPacket.Other(RtcpPacket.SOURCE_DESCRIPTION);
        int ssrc = in.getInt();
        while (in.remaining() >= 2) {
            int item = in.get();
            if (item == 0) break;
            int length = in.get() & 0xFF;
            check(length <= in.remaining(), start, "SDES item points past the end");
            byte[] text = new byte[length];
            in.get(text);
            if (item == CNAME) return new RtcpPacket.SourceDescription(ssrc, new String(text, StandardCharsets.UTF_8));
        }
        return new RtcpPacket.Other(RtcpPacket.SOURCE_DESCRIPTION);
    }

    private static RtcpPacket goodbye(ByteBuffer in, int count, int start) throws MalformedRtcpException {
        check(in.remaining() >= 4 * count, start, "BYE too short");
        List<Integer> sources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sources.add(in.getInt());
        }
        return new RtcpPacket.Goodbye(sources);
    }

    private static void check(boolean good, int octet, String reason) throws MalformedRtcpException {
        if (!good) throw new MalformedRtcpException("RTCP at octet " + octet + ": " + reason);
    }

    /** The compound as octets.
     * @throws IllegalArgumentException if it does not fit a datagram of 1500 octets, or holds a packet that was not read */
    public static byte[] toBytes(List<RtcpPacket> packets) {
        ByteBuffer out = ByteBuffer.allocate(MAX_LENGTH);
        try {
            packets.forEach(packet -> write(packet, out));
        } catch (BufferOverflowException e) {
            throw new IllegalArgumentException("compound of " + packets.size() + " packets exceeds " + MAX_LENGTH + " octets", e);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void write(RtcpPacket packet, ByteBuffer out) {
        int start = out.position();
        out.position(start + HEADER);
        int count = switch (packet) {
            case RtcpPacket.SenderReport report -> {
                out.putInt(report.ssrc()).putLong(report.ntpTime()).putInt(report.rtpTimestamp());
                out.putInt((int) report.packetCount()).putInt((int) report.octetCount());
                yield writeReports(report.reports(), out);
            }
            case RtcpPacket.ReceiverReport report -> {
                out.putInt(report.ssrc());
                yield writeReports(report.reports(), out);
            }
            case RtcpPacket.SourceDescription description -> writeName(description, out);
            case RtcpPacket.Goodbye goodbye -> {
                goodbye.sources().forEach(out::putInt);
                yield goodbye.sources().size();
            }
            case RtcpPacket.Other other -> throw new IllegalArgumentException("RTCP type " + other.packetType() + " was not read");
        };
        out.put(start, (byte) (0x80 | count)).put(start + 1, (byte) typeOf(packet));
        out.putShort(start + 2, (short) ((out.position() - start) / 4 - 1));
    }

    private static int typeOf(RtcpPacket packet) {
        return switch (packet) {
            case RtcpPacket.SenderReport _ -> RtcpPacket.SENDER_REPORT;
            case RtcpPacket.ReceiverReport _ -> RtcpPacket.RECEIVER_REPORT;
            case RtcpPacket.SourceDescription _ -> RtcpPacket.SOURCE_DESCRIPTION;
            case RtcpPacket.Goodbye _ -> RtcpPacket.GOODBYE;
            case RtcpPacket.Other other -> other.packetType();
        };
    }

    private static int writeReports(List<ReceptionReport> reports, ByteBuffer out) {
        if (reports.size() > MAX_REPORTS) throw new IllegalArgumentException(reports.size() + " report blocks, at most " + MAX_REPORTS);
        for (ReceptionReport report : reports) {
            out.putInt(report.ssrc()).putInt(report.fractionLost() << 24 | report.cumulativeLost() & 0xFFFFFF);
            out.putInt((int) report.extendedHighestSequence()).putInt((int) report.jitterTicks());
            out.putInt(report.lastSenderReport()).putInt(report.delaySinceLastSenderReport());
        }
        return reports.size();
    }

    private static int writeName(RtcpPacket.SourceDescription description, ByteBuffer out) {
        byte[] name = description.canonicalName().getBytes(StandardCharsets.UTF_8);
        if (name.length > 255) throw new IllegalArgumentException("CNAME of " + name.length + " octets, at most 255");
        out.putInt(description.ssrc()).put((byte) CNAME).put((byte) name.length).put(name).put((byte) 0);
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        return 1;
    }
}
