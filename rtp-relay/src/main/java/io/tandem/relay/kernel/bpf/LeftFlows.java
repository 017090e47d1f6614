package io.tandem.relay.kernel.bpf;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flows that an earlier run of the service left in the pinned maps. They go on until their port is used again or they fall silent: phones
 * that still talk should not hear that the relay was started anew. Any thread.
 */
final class LeftFlows {
    private static final Logger LOG = LoggerFactory.getLogger(LeftFlows.class);

    private static final class Left {
        private final int slot;
        private long packets;
        private long sinceNanos;

        Left(int slot, long packets, long sinceNanos) {
            this.slot = slot;
            this.packets = packets;
            this.sinceNanos = sinceNanos;
        }
    }

    private final Map<Endpoint, Left> left = new HashMap<>();
    private final SlotTable slots;
    private final int flows;
    private final long timeoutNanos;

    LeftFlows(int flows, SlotTable slots, Duration timeout) {
        this.flows = flows;
        this.slots = slots;
        this.timeoutNanos = timeout.toNanos();
    }

    /** Takes note of everything that is in the map; called before anything is inserted. */
    synchronized void find(Bpf bpf, long nowNanos) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            long keys = arena.allocate((long) slots.entries() * FlowLayout.KEY_BYTES, 8).address();
            long values = arena.allocate((long) slots.entries() * FlowLayout.VALUE_BYTES, 8).address();
            int count = bpf.lookupAll(flows, slots.entries(), keys, values);
            for (int i = 0; i < count; i++) {
                int slot = Memory.getInt(values + (long) i * FlowLayout.VALUE_BYTES);
                slots.claim(slot);
                left.put(FlowLayout.readKey(keys + (long) i * FlowLayout.KEY_BYTES), new Left(slot, packets(slot), nowNanos));
            }
        }
        if (!left.isEmpty()) LOG.info("{} flows of an earlier run go on in the kernel until they are silent for {} s", left.size(),
                timeoutNanos / 1_000_000_000L);
    }

    private long packets(int slot) {
        return Memory.getLong(slots.at(slot) + FlowLayout.PACKETS);
    }

    /** Ends the flow of a port that is used again. @return true if there was one */
    synchronized boolean end(Bpf bpf, Endpoint local, long key, long nowNanos) {
        Left flow = left.remove(local);
        if (flow == null) return false;
        FlowLayout.writeKey(key, local);
        bpf.delete(flows, key);
        slots.give(flow.slot, nowNanos);
        return true;
    }

    /** Ends those that were silent too long. */
    synchronized void endSilent(Bpf bpf, long key, long nowNanos) {
        if (left.isEmpty()) return;
        for (Endpoint local : left.keySet().toArray(Endpoint[]::new)) {
            Left flow = left.get(local);
            if (flow == null) continue;
            long now = packets(flow.slot);
            if (now != flow.packets) {
                flow.packets = now;
                flow.sinceNanos = nowNanos;
            } else if (nowNanos - flow.sinceNanos >= timeoutNanos) {
                end(bpf, local, key, nowNanos);
            }
        }
    }

    synchronized int size() {
        return left.size();
    }
}
