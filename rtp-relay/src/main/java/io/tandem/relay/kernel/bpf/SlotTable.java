package io.tandem.relay.kernel.bpf;

import java.util.ArrayDeque;
import java.util.BitSet;

import io.tandem.relay.os.SystemCalls;

/** The slots of {@link FlowLayout}, mapped into our memory: written and read without a system call. Any thread. */
final class SlotTable implements AutoCloseable {
    private static final int PAGE = 4096;
    /** A program that found the slot just before its key went may still count there, and must not see the next flow. */
    private static final long REST_NANOS = 1_000_000_000L;

    private record Resting(int slot, long sinceNanos) {}

    private final Bpf bpf;
    private final int descriptor;
    private final int entries;
    private final long address;
    private final BitSet taken = new BitSet();
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private int next;

    /** @param descriptor of the array, ours from now on */
    SlotTable(Bpf bpf, int descriptor, int entries) throws BpfException {
        this.bpf = bpf;
        this.descriptor = descriptor;
        this.entries = entries;
        this.address = bpf.map(descriptor, bytes());
        if (address < 0 && address > -PAGE) throw new BpfException("slots into memory: " + SystemCalls.reason(address));
    }

    private long bytes() {
        return ((long) entries * FlowLayout.SLOT_BYTES + PAGE - 1) / PAGE * PAGE;
    }

    int descriptor() {
        return descriptor;
    }

    int entries() {
        return entries;
    }

    long at(int slot) {
        return address + (long) slot * FlowLayout.SLOT_BYTES;
    }

    /** @return a free slot, or -1 */
    synchronized int take(long nowNanos) {
        while (!resting.isEmpty() && nowNanos - resting.getFirst().sinceNanos() >= REST_NANOS) {
            taken.clear(resting.removeFirst().slot());
        }
        int slot = taken.nextClearBit(next);
        if (slot >= entries) slot = taken.nextClearBit(0);
        if (slot >= entries) return -1;
        taken.set(slot);
        next = slot + 1;
        return slot;
    }

    /** The slot of a flow that is in the map already. */
    synchronized void claim(int slot) {
        taken.set(slot);
    }

    /** No key leads there any more. */
    synchronized void give(int slot, long nowNanos) {
        resting.add(new Resting(slot, nowNanos));
    }

    @Override
    public void close() {
        bpf.unmap(address, bytes());
        bpf.close(descriptor);
    }
}
