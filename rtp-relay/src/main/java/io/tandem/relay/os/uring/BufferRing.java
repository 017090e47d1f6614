package io.tandem.relay.os.uring;

import java.lang.foreign.Arena;

import io.tandem.relay.os.CallNumbers;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.SystemCalls;

/**
 * Packet buffers that the kernel picks from on arrival (IORING_REGISTER_PBUF_RING). A buffer is given back once its send was submitted.
 * Loop thread.
 */
public final class BufferRing {
    public static final int BUFFER_BYTES = 2048;

    private static final int BUFFERS = 4096;
    private static final int ENTRY_BYTES = 16;
    private static final int TAIL = 14;
    private static final int REGISTER_PBUF_RING = 22;
    private static final int PAGE = 4096;

    private final long ring;
    private final long buffers;
    private final int[] taken = new int[BUFFERS];
    private int takenCount;
    private short tail;

    /** @param group number that receive entries name */
    public BufferRing(SystemCalls calls, Arena arena, int ringFd, int group) {
        ring = arena.allocate((long) BUFFERS * ENTRY_BYTES, PAGE).address();
        buffers = arena.allocate((long) BUFFERS * BUFFER_BYTES, PAGE).address();
        long registration = arena.allocate(40, 8).address();
        Memory.putLong(registration, ring);
        Memory.putInt(registration + 8, BUFFERS);
        Memory.putShort(registration + 12, (short) group);
        long result = calls.call(CallNumbers.IO_URING_REGISTER, ringFd, REGISTER_PBUF_RING, registration, 1, 0, 0);
        if (result < 0) throw new UringUnavailableException("io_uring has no buffer rings: " + SystemCalls.reason(result));
        for (int i = 0; i < BUFFERS; i++) {
            give(i);
        }
        publish();
    }

    /** Address of a buffer the kernel filled. */
    public long take(int buffer) {
        taken[takenCount++] = buffer;
        return buffers + (long) buffer * BUFFER_BYTES;
    }

    /** No buffer is left to take: wait for {@link #giveBack}. */
    public boolean isDrained() {
        return takenCount == BUFFERS;
    }

    /** After submission: everything taken is free again. */
    public void giveBack() {
        if (takenCount == 0) return;
        for (int i = 0; i < takenCount; i++) {
            give(taken[i]);
        }
        takenCount = 0;
        publish();
    }

    private void give(int buffer) {
        long entry = ring + (long) (tail & BUFFERS - 1) * ENTRY_BYTES;
        Memory.putLong(entry, buffers + (long) buffer * BUFFER_BYTES);
        Memory.putInt(entry + 8, BUFFER_BYTES);
        Memory.putShort(entry + 12, (short) buffer);
        tail++;
    }

    private void publish() {
        Memory.putShortRelease(ring + TAIL, tail);
    }
}
