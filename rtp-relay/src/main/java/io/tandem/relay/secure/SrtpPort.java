package io.tandem.relay.secure;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import io.tandem.relay.cipher.Workspace;
import io.tandem.relay.os.Memory;
import io.tandem.relay.pipeline.Packet;
import io.tandem.relay.pipeline.PacketProcessor;
import io.tandem.relay.pipeline.PortKind;
import io.tandem.relay.srtp.SrtpReceiver;
import io.tandem.relay.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/** Decrypts what comes in by a port and encrypts what leaves by it. Without keys yet, nothing passes: never plain media to a secure party. Media loop. */
final class SrtpPort {
    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private final Workspace work = WORKSPACE.get();
    private @Nullable SrtpReceiver receiver;
    private @Nullable SrtpSender sender;
    private long forged;
    private long replayed;
    private long unkeyed;

    /** The party sends under these keys from now on. */
    void receive(SrtpReceiver newReceiver) {
        receiver = newReceiver;
    }

    /** The relay sends under these keys from now on. */
    void send(SrtpSender newSender) {
        sender = newSender;
    }

    @Nullable SrtpReceiver receiver() {
        return receiver;
    }

    @Nullable SrtpSender sender() {
        return sender;
    }

    /** Packets with a wrong tag. */
    long forged() {
        return forged;
    }

    /** Packets seen before. */
    long replayed() {
        return replayed;
    }

    /** Packets that came or were to go before there were keys. */
    long unkeyed() {
        return unkeyed;
    }

    PacketProcessor ingress() {
        return (packet, port) -> port.kind() == PortKind.DATAGRAM || decrypt(packet);
    }

    PacketProcessor egress() {
        return (packet, port) -> port.kind() == PortKind.DATAGRAM || encrypt(packet);
    }

    private boolean decrypt(Packet packet) {
        SrtpReceiver keyed = receiver;
        if (keyed == null) {
            unkeyed++;
            return false;
        }
        if (!load(packet)) return false;
        int result = packet.isControl() ? keyed.unprotectRtcp(work, packet.length()) : keyed.unprotectRtp(work, packet.length());
        return store(packet, result);
    }

    private boolean encrypt(Packet packet) {
        SrtpSender keyed = sender;
        if (keyed == null) {
            unkeyed++;
            return false;
        }
        if (!load(packet)) return false;
        int result = packet.isControl() ? keyed.protectRtcp(work, packet.length()) : keyed.protectRtp(work, packet.length());
        return store(packet, result);
    }

    private boolean load(Packet packet) {
        int length = packet.length();
        if (length > Workspace.MAX_BYTES) return false;
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_BYTE, packet.address(), work.packet, 0, length);
        return true;
    }

    private boolean store(Packet packet, int result) {
        if (result == SrtpReceiver.FORGED) forged++;
        if (result == SrtpReceiver.REPLAYED) replayed++;
        if (result < 0 || result > packet.capacity()) return false;
        MemorySegment.copy(work.packet, 0, Memory.ALL, ValueLayout.JAVA_BYTE, packet.address(), result);
        packet.length(result);
        return true;
    }
}
