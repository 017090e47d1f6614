package io.tandem.relay.pipeline;

import org.jspecify.annotations.Nullable;

/** The packet in hand: a view on engine memory, reused for every packet. Media loop only; nobody keeps it. */
public final class Packet {
    /** Address of the first octet; the engine owns it. */
    long address;
    int length;
    int capacity;
    long sourceHead;
    long sourceHigh;
    long sourceLow;
    long nowNanos;
    boolean control;
    @Nullable RelaySocket exit;

    /** Address of the first octet, for {@link io.tandem.relay.os.Memory}. */
    public long address() {
        return address;
    }

    /** Octets of UDP payload. */
    public int length() {
        return length;
    }

    /** After octets were added or cut off at the end. @param newLength at most {@link #capacity} */
    public void length(int newLength) {
        if (newLength < 0 || newLength > capacity) throw new IllegalArgumentException(newLength + " octets outside 0.." + capacity);
        length = newLength;
    }

    /** Octets that may be written from the first one on, the packet included. */
    public int capacity() {
        return capacity;
    }

    /** Monotonic time at which its burst was taken from the kernel. */
    public long nowNanos() {
        return nowNanos;
    }

    /** RTCP, as far as its port and first octets say. */
    public boolean isControl() {
        return control;
    }

    /** Source in the words of {@link io.tandem.relay.os.Endpoint}. */
    public long sourceHead() {
        return sourceHead;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    /** Port it leaves from; null before that is known. */
    public @Nullable RelaySocket exit() {
        return exit;
    }
}
