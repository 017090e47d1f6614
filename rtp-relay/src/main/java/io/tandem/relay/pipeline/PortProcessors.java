package io.tandem.relay.pipeline;

import java.util.Optional;

import io.tandem.relay.kernel.UserSpaceReason;
import org.jspecify.annotations.Nullable;

/**
 * What stands between receive and send at one port, in the order of the way; most ports have nothing there, and pay one comparison for each.
 * Media loop writes and runs.
 */
public final class PortProcessors {
    private final Runnable beforeChange;
    private @Nullable PacketProcessor first;
    private @Nullable PacketProcessor ingress;
    private @Nullable PacketProcessor filter;
    private @Nullable PacketProcessor transform;
    private @Nullable PacketProcessor egress;

    /** @param beforeChange run before one comes or goes */
    PortProcessors(Runnable beforeChange) {
        this.beforeChange = beforeChange;
    }

    /** Sees whatever arrives before it is looked at: STUN and DTLS, which are not media and tell of other sources (RFC 7983). */
    public void first(@Nullable PacketProcessor processor) {
        if (first == processor) return;
        beforeChange.run();
        first = processor;
    }

    /** Makes plain RTP and RTCP of what the party sends: decryption. */
    public void ingress(@Nullable PacketProcessor processor) {
        if (ingress == processor) return;
        beforeChange.run();
        ingress = processor;
    }

    /** Leaves out what shall not be sent on. */
    public void filter(@Nullable PacketProcessor processor) {
        if (filter == processor) return;
        beforeChange.run();
        filter = processor;
    }

    /** Makes of plain packets from this party what the other one understands: transcoding. */
    public void transform(@Nullable PacketProcessor processor) {
        if (transform == processor) return;
        beforeChange.run();
        transform = processor;
    }

    /** Makes of plain packets what this party is sent: encryption. */
    public void egress(@Nullable PacketProcessor processor) {
        if (egress == processor) return;
        beforeChange.run();
        egress = processor;
    }

    /** What is done to packets that arrive or leave here; empty if they may pass by in the kernel. Media loop. */
    Optional<UserSpaceReason> need() {
        if (first != null) return Optional.of(UserSpaceReason.ICE);
        if (ingress != null || egress != null) return Optional.of(UserSpaceReason.ENCRYPTION);
        if (filter != null) return Optional.of(UserSpaceReason.BLOCKED);
        return transform == null ? Optional.empty() : Optional.of(UserSpaceReason.TRANSCODING);
    }

    boolean passesFirst(Packet packet, RelaySocket port) {
        PacketProcessor processor = first;
        return processor == null || processor.process(packet, port);
    }

    boolean passesIngress(Packet packet, RelaySocket port) {
        PacketProcessor processor = ingress;
        return processor == null || processor.process(packet, port);
    }

    boolean passesFilter(Packet packet, RelaySocket port) {
        PacketProcessor processor = filter;
        return processor == null || processor.process(packet, port);
    }

    boolean passesTransform(Packet packet, RelaySocket port) {
        PacketProcessor processor = transform;
        return processor == null || processor.process(packet, port);
    }

    boolean passesEgress(Packet packet, RelaySocket port) {
        PacketProcessor processor = egress;
        return processor == null || processor.process(packet, port);
    }
}
