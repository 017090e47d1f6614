package io.tandem.relay.pipeline;

import io.tandem.relay.latch.Latch;
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
            port.drop(DropReason.FAILED);
            failures++;
            if (packet.nowNanos - loggedNanos > LOG_INTERVAL_NANOS) {
                loggedNanos = packet.nowNanos;
                LOG.error("packet of {} octets to {} dropped, failure {} of its kind", packet.length, port.local(), failures, e);
            }
            return null;
        }
    }

    private static @Nullable RelaySocket pass(RelaySocket port, Packet packet) {
        packet.exit = null;
        boolean arrives = isForOthers(port, packet)
                && isWellFormed(port, packet)
                && isFromPeer(port, packet)
                && isCounted(port, packet)
                && isPlain(port, packet);
        return arrives ? passLine(port, port.lineOf(packet), packet) : null;
    }

    /** @param line that the packet belongs to: the port's own, or one that shares it */
    private static @Nullable RelaySocket passLine(RelaySocket port, @Nullable RelaySocket line, Packet packet) {
        if (line == null) {
            port.drop(DropReason.UNKNOWN_LINE);
            return null;
        }
        if (line != port) line.arrived(packet.nowNanos);
        boolean passes = hasExit(line, packet)
                && isMeasured(line, packet)
                && isGoingOn(line, packet)
                && isAllowed(line, packet)
                && isUnderstood(line, packet)
                && isSealed(line, packet);
        return passes ? packet.exit : null;
    }

    /** STUN and DTLS of a party that the relay itself talks to end here, and whatever comes to a line that has another port. */
    private static boolean isForOthers(RelaySocket port, Packet packet) {
        if (port.way() != port) return refuse(port, DropReason.WRONG_SOURCE);
        return port.processors().passesFirst(packet, port);
    }

    private static boolean isWellFormed(RelaySocket port, Packet packet) {
        packet.control = isControl(port, packet);
        boolean good = switch (port.kind()) {
            case DATAGRAM -> true;
            case RTCP -> packet.control;
            case RTP -> packet.control || RtpHeader.isPlausible(Memory.ALL, packet.address, packet.length) || isDtls(packet);
        };
        return good || refuse(port, DropReason.MALFORMED);
    }

    private static boolean isFromPeer(RelaySocket port, Packet packet) {
        Latch latch = port.latch();
        if (packet.control && port.kind() == PortKind.RTP && !port.isMuxed() && !latch.isConfirmed()) {
            return refuse(port, DropReason.STRAY_RTCP);
        }
        return latch.accepts(packet.sourceHead, packet.sourceHigh, packet.sourceLow, packet.nowNanos)
                || refuse(port, DropReason.WRONG_SOURCE);
    }

    private static boolean refuse(RelaySocket port, DropReason reason) {
        port.received().countError();
        port.drop(reason);
        return false;
    }

    private static boolean isCounted(RelaySocket port, Packet packet) {
        port.received().count(packet.length);
        port.arrived(packet.nowNanos);
        return true;
    }

    private static boolean isPlain(RelaySocket port, Packet packet) {
        return port.processors().passesIngress(packet, port) || refuse(port, DropReason.PROCESSED);
    }

    private static boolean hasExit(RelaySocket port, Packet packet) {
        RelaySocket exit = packet.control ? port.rtcpExit() : port.rtpExit();
        packet.exit = exit;
        if (exit == null) {
            port.drop(DropReason.NO_OTHER_PARTY);
            return false;
        }
        if (exit.way().latch().hasTarget()) return true;
        port.drop(DropReason.NO_TARGET);
        return false;
    }

    private static boolean isMeasured(RelaySocket port, Packet packet) {
        RelaySocket exit = packet.exit;
        if (exit == null || port.kind() == PortKind.DATAGRAM) return exit != null;
        if (packet.control) {
            RtcpObserver.observe(Memory.ALL, packet.address, packet.length, port.sources(), exit.sources(), packet.nowNanos);
        } else if (!isDtls(packet)) {
            long at = packet.address;
            port.sources().onRtp(RtpHeader.ssrc(Memory.ALL, at), RtpHeader.payloadType(Memory.ALL, at),
                    RtpHeader.sequenceNumber(Memory.ALL, at), RtpHeader.timestamp(Memory.ALL, at), packet.length, packet.nowNanos);
        }
        return true;
    }

    /** Reports end here if the relay writes its own. */
    private static boolean isGoingOn(RelaySocket port, Packet packet) {
        return !packet.control || !port.isEndOfControl();
    }

    private static boolean isAllowed(RelaySocket port, Packet packet) {
        if (port.processors().passesFilter(packet, port)) return true;
        port.drop(DropReason.BLOCKED);
        return false;
    }

    private static boolean isUnderstood(RelaySocket port, Packet packet) {
        if (port.processors().passesTransform(packet, port)) return true;
        port.drop(DropReason.PROCESSED);
        return false;
    }

    private static boolean isSealed(RelaySocket port, Packet packet) {
        RelaySocket exit = packet.exit;
        if (exit != null) {
            RelaySocket way = exit.way();
            packet.exit = way;
            if (way.processors().passesEgress(packet, way)) return true;
            if (way.table().isPresent()) {
                port.drop(DropReason.SHARED_SOURCE);
                return false;
            }
        }
        port.drop(DropReason.PROCESSED);
        return false;
    }

    private static boolean isControl(RelaySocket port, Packet packet) {
        return port.kind() != PortKind.DATAGRAM && RtpHeader.isRtcp(Memory.ALL, packet.address, packet.length);
    }

    private static boolean isDtls(Packet packet) {
        int first = packet.length == 0 ? 0 : Memory.getByte(packet.address);
        return first >= DTLS_FIRST && first <= DTLS_LAST;
    }
}
