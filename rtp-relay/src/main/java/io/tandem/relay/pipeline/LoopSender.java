package io.tandem.relay.pipeline;

import java.lang.foreign.Arena;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.tandem.relay.os.CallNumbers;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.SystemCalls;

/**
 * Sends packets that the relay makes itself, such as announcements, tones, reports, handshakes and connectivity checks. Each leaves at once
 * by sendto(2), in front of relayed ones that wait for the end of the round. Its media loop only.
 */
public final class LoopSender {
    /** Octets of the largest packet that can be sent. */
    public static final int CAPACITY = 2048;

    private static final int MSG_DONTWAIT = 64;

    private final SystemCalls calls;
    private final LongSupplier clock;
    private final BooleanSupplier quiet;
    private final long target;
    private final long buffer;
    private final Packet packet = new Packet();

    LoopSender(Arena arena, LongSupplier clock, BooleanSupplier quiet) {
        this.calls = new SystemCalls(arena);
        this.clock = clock;
        this.quiet = quiet;
        this.target = arena.allocate(32, 8).address();
        this.buffer = arena.allocate(CAPACITY, 64).address();
    }

    /** Where the next packet may be written: {@value #CAPACITY} octets, free again when a send returns. */
    public long buffer() {
        return buffer;
    }

    /** Sends plain RTP or RTCP from {@link #buffer} to where the port's party is, through the port's egress processor.
     * @return false if it was not sent: the party's address is unknown, the processor or the kernel refused it */
    public boolean send(RelaySocket port, int length, boolean control) {
        packet.address = buffer;
        packet.capacity = CAPACITY;
        packet.length(length);
        packet.control = control;
        packet.nowNanos = clock.getAsLong();
        RelaySocket way = port.way();
        packet.exit = way;
        return way.latch().hasTarget() && way.processors().passesEgress(packet, way)
                && sendRaw(way, packet.length, way.latch().head(), way.latch().high(), way.latch().low());
    }

    /** Sends what is in {@link #buffer} as it is to an address in the words of {@link Endpoint}.
     * @return false if the kernel refused it; the port counts an error then */
    public boolean sendRaw(RelaySocket port, int length, long head, long high, long low) {
        if (quiet.getAsBoolean()) return false;
        int addressLength = Endpoint.write(target, head, high, low);
        long result = calls.call(CallNumbers.HERE.sendto, port.fd(), buffer, length, MSG_DONTWAIT, target, addressLength);
        if (result < 0) {
            port.sent().countError();
            return false;
        }
        port.sent().count(length);
        return true;
    }

    /** Copies octets into {@link #buffer}. @return their number */
    public int put(byte[] octets) {
        if (octets.length > CAPACITY) throw new IllegalArgumentException(octets.length + " octets do not fit in " + CAPACITY);
        for (int i = 0; i < octets.length; i++) {
            Memory.putByte(buffer + i, octets[i]);
        }
        return octets.length;
    }
}
