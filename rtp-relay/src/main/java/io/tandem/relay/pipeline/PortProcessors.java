package io.tandem.relay.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What stands between receive and send at one port, in the order of the way; most ports have nothing there, and pay one comparison for each.
 * Media loop writes and runs.
 */
public final class PortProcessors {
    private @Nullable PacketProcessor first;
    private @Nullable PacketProcessor ingress;
    private @Nullable PacketProcessor filter;
    private @Nullable PacketProcessor transform;
    private @Nullable PacketProcessor egress;

    /** Sees whatever arrives before it is looked at: STUN and DTLS, which are not media and tell of other sources (RFC 7983). */
    public void first(@Nullable PacketProcessor processor) {
        first = processor;
    }

    /** Makes plain RTP and RTCP of what the party sends: decryption. */
    public void ingress(@Nullable PacketProcessor processor) {
        ingress = processor;
    }

    /** Leaves out what shall not be sent on. */
    public void filter(@Nullable PacketProcessor processor) {
        filter = processor;
    }

    /** Makes of plain packets from this party what the other one understands: transcoding. */
    public void transform(@Nullable PacketProcessor processor) {
        transform = processor;
    }

    /** Makes of plain packets what this party is sent: encryption. */
    public void egress(@Nullable PacketProcessor processor) {
        egress = processor;
    }

    /** Nothing in user space touches packets of this port: they may pass by in the kernel. Any thread; may be one task late. */
    public boolean isEmpty() {
        return first == null && ingress == null && filter == null && transform == null && egress == null;
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
