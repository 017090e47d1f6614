package io.tandem.relay.pipeline;

import io.tandem.relay.os.Memory;
import io.tandem.relay.rtcp.RtcpObserver;
import io.tandem.rtp.RtpHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a packet, in order; the first step that says no drops it. Media loop only; allocates nothing. */
final class RelayPipeline {
    /** First octets of DTLS records (RFC 7983 §7), passed for endpoints that encrypt end to end. */
    private static final int DTLS_FIRST = 20;
    private static final int DTLS_LAST = 63;

    private static final Logger LOG = LoggerFactory.getLogger(RelayPipeline.class);
    private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;

    private long failures;
    private long loggedNanos = Long.MIN_VALUE / 2;

    /** @return the port to send from, or null to drop: also a packet that a step fails on, for one packet must not end a media loop */
    @Nullable RelaySocket route(RelaySocket port, Packet packet) {
        try {
            return pass(port, packet);
        } catch (RuntimeException e) {
            port.received().countError();
            failures++;
            if (packet.nowNanos - loggedNanos > LOG_INTERVAL_NANOS) {
                loggedNanos = packet.nowNanos;
                LOG.error("packet of {} octets to {} dropped, failure {} of its kind", packet.length, port.local(), failures, e);
            }
            return null;
        }
    }

    private @Nullable RelaySocket pass(RelaySocket port, Packet packet) {
        boolean passes = isWellFormed(port, packet)
                && isFromPeer(port, packet)
                && isCounted(port, packet)
                && hasExit(port, packet)
                && isMeasured(port, packet)
                && isAllowed(port);
        return passes ? packet.exit : null;
    }

    private boolean isWellFormed(RelaySocket port, Packet packet) {
        boolean good = switch (port.kind()) {
            case DATAGRAM -> true;
            case RTCP -> RtpHeader.isRtcp(Memory.ALL, packet.address, packet.length);
            case RTP -> RtpHeader.isPlausible(Memory.ALL, packet.address, packet.length) || isRtcp(packet) || isDtls(packet);
        };
        if (!good) port.received().countError();
        return good;
    }

    private boolean isFromPeer(RelaySocket port, Packet packet) {
        boolean good = port.latch().accepts(packet.sourceHead, packet.sourceHigh, packet.sourceLow, packet.nowNanos);
        if (!good) port.received().countError();
        return good;
    }

    private boolean isCounted(RelaySocket port, Packet packet) {
        port.received().count(packet.length);
        port.arrived(packet.nowNanos);
        return true;
    }

    private boolean hasExit(RelaySocket port, Packet packet) {
        RelaySocket exit = isControl(port, packet) ? port.rtcpExit() : port.rtpExit();
        packet.exit = exit;
        return exit != null && exit.latch().hasTarget();
    }

    private boolean isMeasured(RelaySocket port, Packet packet) {
        RelaySocket exit = packet.exit;
        if (exit == null || port.kind() == PortKind.DATAGRAM) return exit != null;
        if (isControl(port, packet)) {
            RtcpObserver.observe(Memory.ALL, packet.address, packet.length, port.sources(), exit.sources(), packet.nowNanos);
        } else if (!isDtls(packet)) {
            long at = packet.address;
            port.sources().onRtp(RtpHeader.ssrc(Memory.ALL, at), RtpHeader.payloadType(Memory.ALL, at),
                    RtpHeader.sequenceNumber(Memory.ALL, at), RtpHeader.timestamp(Memory.ALL, at), packet.length, packet.nowNanos);
        }
        return true;
    }

    private boolean isAllowed(RelaySocket port) {
        return !port.isBlocked();
    }

    private static boolean isControl(RelaySocket port, Packet packet) {
        return port.kind() == PortKind.RTCP || port.kind() == PortKind.RTP && isRtcp(packet);
    }

    private static boolean isRtcp(Packet packet) {
        return RtpHeader.isRtcp(Memory.ALL, packet.address, packet.length);
    }

    private static boolean isDtls(Packet packet) {
        int first = packet.length == 0 ? 0 : Memory.getByte(packet.address);
        return first >= DTLS_FIRST && first <= DTLS_LAST;
    }
}
