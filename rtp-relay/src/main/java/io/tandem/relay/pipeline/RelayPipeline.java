package io.tandem.relay.pipeline;

import java.lang.foreign.MemorySegment;

import io.tandem.relay.latch.Latch;
import io.tandem.relay.os.Memory;
import io.tandem.relay.rtcp.CompoundSplit;
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

    /** Octets that a part may be longer than the whole. */
    private static final int EMPTY_REPORT = 8;

    private static final Logger LOG = LoggerFactory.getLogger(RelayPipeline.class);
    private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;

    private final LoopSender parts;
    private final Packet part = new Packet();
    private long failures;
    private long loggedNanos = Long.MIN_VALUE / 2;

    /** @param parts of its own: packets that one must be divided into leave by it, but for the last */
    RelayPipeline(LoopSender parts) {
        this.parts = parts;
    }

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

    private @Nullable RelaySocket pass(RelaySocket port, Packet packet) {
        packet.exit = null;
        boolean arrives = isForOthers(port, packet)
                && isWellFormed(port, packet)
                && isFromPeer(port, packet)
                && isCounted(port, packet)
                && isPlain(port, packet);
        if (!arrives) return null;
        return packet.control ? passControl(port, packet) : passLine(port, port.lineOf(packet), packet);
    }

    /** Each line gets its part of a compound packet (RFC 9143 §9.2); nearly all are for one line. */
    private @Nullable RelaySocket passControl(RelaySocket port, Packet packet) {
        long lines = port.linesOfControl(packet);
        if (lines == 0) return passLine(port, port, packet);
        int first = Long.numberOfTrailingZeros(lines);
        long others = lines & lines - 1;
        if (others == 0) return passLine(port, port.line(first), packet);
        if (packet.length + EMPTY_REPORT > LoopSender.CAPACITY) return drop(port, DropReason.MALFORMED);
        for (; others != 0; others &= others - 1) {
            sendPart(port, Long.numberOfTrailingZeros(others), packet);
        }
        int length = CompoundSplit.part(port, first, true, packet.address, packet.length, parts.buffer());
        MemorySegment.copy(Memory.ALL, parts.buffer(), Memory.ALL, packet.address, length);
        packet.length(length);
        return passLine(port, port.line(first), packet);
    }

    private void sendPart(RelaySocket port, int line, Packet whole) {
        part.address = parts.buffer();
        part.capacity = LoopSender.CAPACITY;
        part.length(CompoundSplit.part(port, line, false, whole.address, whole.length, part.address));
        part.control = true;
        part.nowNanos = whole.nowNanos;
        part.sourceHead = whole.sourceHead;
        part.sourceHigh = whole.sourceHigh;
        part.sourceLow = whole.sourceLow;
        part.exit = null;
        RelaySocket exit = passLine(port, port.line(line), part);
        if (exit != null) parts.sendRaw(exit, part.length, exit.latch().head(), exit.latch().high(), exit.latch().low());
    }

    private static @Nullable RelaySocket drop(RelaySocket port, DropReason reason) {
        port.drop(reason);
        return null;
    }

    /** @param line that the packet belongs to: the port's own, or one that shares it */
    private static @Nullable RelaySocket passLine(RelaySocket port, @Nullable RelaySocket line, Packet packet) {
        if (line == null) return drop(port, DropReason.UNKNOWN_LINE);
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
