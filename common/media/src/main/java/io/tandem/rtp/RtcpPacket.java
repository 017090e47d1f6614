package io.tandem.rtp;

import java.util.List;

/** One packet of an RTCP compound (RFC 3550 §6.4-6.7). Immutable. */
public sealed interface RtcpPacket {
    int SENDER_REPORT = 200;
    int RECEIVER_REPORT = 201;
    int SOURCE_DESCRIPTION = 202;
    int GOODBYE = 203;

    /** SR, §6.4.1.
     * @param ntpTime 32.32 fixed point, see {@link NtpTime}
     * @param packetCount unsigned 32 bits
     * @param octetCount payload octets, unsigned 32 bits */
    record SenderReport(int ssrc, long ntpTime, int rtpTimestamp, long packetCount, long octetCount,
                        List<ReceptionReport> reports) implements RtcpPacket {
        public SenderReport {
            reports = List.copyOf(reports);
        }
    }

    /** RR, §6.4.2. */
    record ReceiverReport(int ssrc, List<ReceptionReport> reports) implements RtcpPacket {
        public ReceiverReport {
            reports = List.copyOf(reports);
        }
    }

    /** SDES with the one mandatory item, §6.5. */
    record SourceDescription(int ssrc, String canonicalName) implements RtcpPacket {}

    /** BYE, §6.6. */
    record Goodbye(List<Integer> sources) implements RtcpPacket {
        public Goodbye {
            sources = List.copyOf(sources);
        }
    }

    /** Any other type, such as APP or feedback (RFC 4585): passed on unread. */
    record Other(int packetType) implements RtcpPacket {}
}
