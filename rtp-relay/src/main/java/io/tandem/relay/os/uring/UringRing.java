package io.tandem.relay.os.uring;

import java.lang.foreign.Arena;

import io.tandem.relay.os.CallNumbers;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.SystemCalls;

/** Submission and completion queue of one io_uring(7): raw entries, no meaning. Loop thread, after {@link #enable}. */
public final class UringRing {
    public static final int ENTRY_BYTES = 64;
    /** Entries of the submission queue, a power of two. */
    public static final int SUBMISSIONS = 4096;

    private static final int COMPLETIONS = 16_384;
    private static final int COMPLETION_BYTES = 16;
    private static final int SETUP_CQSIZE = 1 << 3;
    private static final int SETUP_R_DISABLED = 1 << 6;
    private static final int SETUP_SINGLE_ISSUER = 1 << 12;
    private static final int SETUP_DEFER_TASKRUN = 1 << 13;
    private static final int ENTER_GETEVENTS = 1;
    private static final int ENTER_EXT_ARG = 1 << 3;
    /** struct io_uring_getevents_arg, and behind it the struct timespec it points to. */
    private static final int WAIT_ARGUMENT_BYTES = 24;
    private static final int MINIMUM_WAIT_MICROS = 12;
    private static final int FEATURE_MINIMUM_WAIT = 1 << 15;
    private static final int ETIME = 62;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int REGISTER_ENABLE_RINGS = 12;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED_POPULATE = 0x8001;
    private static final long OFFSET_ENTRIES = 0x1000_0000L;
    private static final int EBUSY = 16;
    /** Offsets in struct io_uring_params. */
    private static final int PARAMS_BYTES = 120;
    private static final int FEATURES = 20;
    private static final int SQ_TAIL = 44;
    private static final int SQ_ARRAY = 64;
    private static final int CQ_HEAD = 80;
    private static final int CQ_TAIL = 84;
    private static final int CQ_ENTRIES = 100;

    private final SystemCalls calls;
    private final int fd;
    private final long ring;
    private final long ringBytes;
    private final long entries;
    private final long submissionTail;
    private final long completionHead;
    private final long completionTail;
    private final long completions;
    private final long waitArgument;
    private final boolean gathers;
    private int tail;
    private int submitted;
    private int head;

    /** @throws UringUnavailableException with the reason; nothing stays open */
    public UringRing(SystemCalls calls, Arena arena) {
        this.calls = calls;
        long params = arena.allocate(PARAMS_BYTES, 8).address();
        Memory.putInt(params, SUBMISSIONS);
        Memory.putInt(params + 4, COMPLETIONS);
        Memory.putInt(params + 8, SETUP_CQSIZE | SETUP_R_DISABLED | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN);
        fd = (int) calls.call(CallNumbers.IO_URING_SETUP, SUBMISSIONS, params, 0, 0, 0, 0);
        if (fd < 0) throw new UringUnavailableException("io_uring is not to be had: " + SystemCalls.reason(fd));
        long array = Integer.toUnsignedLong(Memory.getInt(params + SQ_ARRAY));
        long completionOffset = Integer.toUnsignedLong(Memory.getInt(params + CQ_ENTRIES));
        gathers = (Memory.getInt(params + FEATURES) & FEATURE_MINIMUM_WAIT) != 0;
        ringBytes = Math.max(array + SUBMISSIONS * 4L, completionOffset + (long) COMPLETIONS * COMPLETION_BYTES);
        ring = map(ringBytes, 0);
        entries = map((long) SUBMISSIONS * ENTRY_BYTES, OFFSET_ENTRIES);
        submissionTail = ring + Memory.getInt(params + SQ_TAIL);
        completionHead = ring + Memory.getInt(params + CQ_HEAD);
        completionTail = ring + Memory.getInt(params + CQ_TAIL);
        completions = ring + completionOffset;
        waitArgument = arena.allocate(WAIT_ARGUMENT_BYTES + 16, 8).address();
        for (int i = 0; i < SUBMISSIONS; i++) {
            Memory.putInt(ring + array + 4L * i, i); // entry i always stands at place i
        }
    }

    private long map(long bytes, long offset) {
        long address = calls.call(CallNumbers.HERE.mmap, 0, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
        if (address > -4096 && address < 0) {
            calls.call(CallNumbers.HERE.close, fd, 0, 0, 0, 0, 0);
            throw new UringUnavailableException("io_uring queues cannot be mapped: " + SystemCalls.reason(address));
        }
        return address;
    }

    public int fd() {
        return fd;
    }

    /** The calling thread becomes the only one that may submit and wait. */
    public void enable() {
        long result = calls.call(CallNumbers.IO_URING_REGISTER, fd, REGISTER_ENABLE_RINGS, 0, 0, 0, 0);
        if (result < 0) throw new IllegalStateException("io_uring enable: " + SystemCalls.reason(result));
    }

    public boolean isFull() {
        return tail - submitted >= SUBMISSIONS;
    }

    /** Index of the next entry, which is zeroed; a full queue is submitted first. */
    public int next() {
        if (isFull()) enter(0);
        int index = tail++ & SUBMISSIONS - 1;
        long entry = entries + (long) index * ENTRY_BYTES;
        for (int i = 0; i < ENTRY_BYTES; i += 8) {
            Memory.putLong(entry + i, 0);
        }
        return index;
    }

    public long entry(int index) {
        return entries + (long) index * ENTRY_BYTES;
    }

    /** Submits what is queued; sends have been carried out on return. @param atLeast completions to wait for */
    public void enter(int atLeast) {
        enter(atLeast, ENTER_GETEVENTS, 0, 0);
    }

    /** Can this kernel {@link #gather} (Linux 6.12)? */
    public boolean canGather() {
        return gathers;
    }

    /** As {@link #enter(int)}, but waits for so long at most. */
    public void enter(int atLeast, long nanos) {
        timeout(nanos);
        Memory.putInt(waitArgument + MINIMUM_WAIT_MICROS, 0);
        enter(atLeast, ENTER_GETEVENTS | ENTER_EXT_ARG, waitArgument, WAIT_ARGUMENT_BYTES);
    }

    /** Waits until there are so many completions; after {@code micros} one is enough, for which it waits {@code nanos} at most.
     * @param nanos a second at most counts: without a limit the kernel returns empty-handed after the minimum */
    public void gather(int most, int micros, long nanos) {
        timeout(Math.min(nanos, NANOS_PER_SECOND));
        Memory.putInt(waitArgument + MINIMUM_WAIT_MICROS, micros);
        enter(most, ENTER_GETEVENTS | ENTER_EXT_ARG, waitArgument, WAIT_ARGUMENT_BYTES);
    }

    private void timeout(long nanos) {
        Memory.putLong(waitArgument + 16, waitArgument + WAIT_ARGUMENT_BYTES);
        Memory.putLong(waitArgument + WAIT_ARGUMENT_BYTES, nanos / NANOS_PER_SECOND);
        Memory.putLong(waitArgument + WAIT_ARGUMENT_BYTES + 8, nanos % NANOS_PER_SECOND);
    }

    private void enter(int atLeast, int flags, long argument, long argumentBytes) {
        Memory.putIntRelease(submissionTail, tail);
        long result = calls.call(CallNumbers.IO_URING_ENTER, fd, tail - submitted, atLeast, flags, argument, argumentBytes);
        if (result >= 0) {
            submitted += (int) result;
        } else if (result != -SystemCalls.EINTR && result != -EBUSY && result != -SystemCalls.EAGAIN && result != -ETIME) {
            throw new IllegalStateException("io_uring_enter: " + SystemCalls.reason(result));
        }
    }

    public boolean hasCompletion() {
        return head != Memory.getIntAcquire(completionTail);
    }

    /** Address of the oldest completion: user data, result, flags. */
    public long completion() {
        return completions + (long) (head & COMPLETIONS - 1) * COMPLETION_BYTES;
    }

    /** Done with the oldest completion; told to the kernel by {@link #release}. */
    public void advance() {
        head++;
    }

    public void release() {
        Memory.putIntRelease(completionHead, head);
    }

    public void close() {
        calls.call(CallNumbers.HERE.munmap, entries, (long) SUBMISSIONS * ENTRY_BYTES, 0, 0, 0, 0);
        calls.call(CallNumbers.HERE.munmap, ring, ringBytes, 0, 0, 0, 0);
        calls.call(CallNumbers.HERE.close, fd, 0, 0, 0, 0, 0);
    }
}
