package io.tandem.relay.rtp;

import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of a stream in order. A packet in its turn goes through at once; one that is early waits until those before it came, or until so
 * many wait that these are given up. It adds no delay to a stream in order, and needs no clock.
 */
public final class JitterBuffer {
    /** Receives packets in order. */
    public interface Outlet {
        /** @param packet with its header; used again afterwards */
        void packet(byte[] packet, int length);

        /** So many packets before the next one are missing. */
        void lost(int packets);
    }

    private static final int SLOTS = 16;
    /** A packet further away than this is of a sender that started again (RFC 3550 A.1, MAX_DROPOUT). */
    private static final int MAX_STEP = 100;
    /** Longest packet that may wait. */
    public static final int MAX_PACKET = 1600;

    private final int depth;
    private final byte[] @Nullable [] packets = new byte[SLOTS][];
    private final int[] lengths = new int[SLOTS];
    private int waiting;
    private boolean started;
    private int expected;
    private long lost;
    private long late;

    /** @param depth packets that may wait for one before them, 0..15; 0 gives up at once */
    public JitterBuffer(int depth) {
        if (depth < 0 || depth >= SLOTS) throw new IllegalArgumentException("jitter buffer of " + depth + " packets, 0 to " + (SLOTS - 1));
        this.depth = depth;
    }

    public void put(byte[] packet, int length, int sequence, Outlet outlet) {
        int ahead = started ? (short) (sequence - expected) : 0;
        if (!started || ahead >= MAX_STEP || ahead < -MAX_STEP) {
            flush(outlet);
            started = true;
            expected = sequence;
            ahead = 0;
        }
        if (ahead < 0) {
            late++;
            return;
        }
        if (ahead == 0) {
            pass(packet, length, outlet);
            drain(outlet);
        } else {
            keep(packet, length, sequence, ahead, outlet);
        }
    }

    private void keep(byte[] packet, int length, int sequence, int ahead, Outlet outlet) {
        if (ahead >= SLOTS || depth == 0) {
            giveUpTo(sequence, outlet);
            pass(packet, length, outlet);
            drain(outlet);
            return;
        }
        if (length > MAX_PACKET) return;
        int slot = sequence & SLOTS - 1;
        if (lengths[slot] != 0) return; // a duplicate
        byte[] room = packets[slot];
        if (room == null) {
            room = new byte[MAX_PACKET];
            packets[slot] = room;
        }
        System.arraycopy(packet, 0, room, 0, length);
        lengths[slot] = length;
        if (++waiting > depth) {
            giveUpTo(nextWaiting(), outlet);
            drain(outlet);
        }
    }

    private void pass(byte[] packet, int length, Outlet outlet) {
        expected = expected + 1 & 0xFFFF;
        outlet.packet(packet, length);
    }

    /** Packets that are now in their turn. */
    private void drain(Outlet outlet) {
        while (waiting > 0 && lengths[expected & SLOTS - 1] != 0) {
            passWaiting(outlet);
        }
    }

    private void passWaiting(Outlet outlet) {
        int slot = expected & SLOTS - 1;
        int length = lengths[slot];
        byte[] packet = packets[slot];
        lengths[slot] = 0;
        waiting--;
        if (packet != null) pass(packet, length, outlet);
    }

    private int nextWaiting() {
        int sequence = expected;
        while (lengths[sequence & SLOTS - 1] == 0) {
            sequence = sequence + 1 & 0xFFFF;
        }
        return sequence;
    }

    /** Everything that waits before the sequence number goes, gaps are reported. */
    private void giveUpTo(int sequence, Outlet outlet) {
        int missing = 0;
        while (expected != sequence) {
            if (waiting > 0 && lengths[expected & SLOTS - 1] != 0) {
                report(missing, outlet);
                missing = 0;
                passWaiting(outlet);
            } else {
                missing++;
                expected = expected + 1 & 0xFFFF;
            }
        }
        report(missing, outlet);
    }

    private void report(int missing, Outlet outlet) {
        if (missing == 0) return;
        lost += missing;
        outlet.lost(missing);
    }

    /** What waits goes, in order, with its gaps. */
    public void flush(Outlet outlet) {
        while (waiting > 0) {
            giveUpTo(nextWaiting(), outlet);
            drain(outlet);
        }
    }

    /** The next packet starts a new stream. */
    public void restart(Outlet outlet) {
        flush(outlet);
        started = false;
    }

    /** Packets given up. */
    public long lost() {
        return lost;
    }

    /** Packets that came after they were given up, or twice. */
    public long late() {
        return late;
    }
}
