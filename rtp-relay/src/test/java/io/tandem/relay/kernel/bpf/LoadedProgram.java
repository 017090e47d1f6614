package io.tandem.relay.kernel.bpf;

import java.lang.foreign.Arena;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.kernel.bpf.Bpf.MapShape;
import io.tandem.relay.kernel.bpf.Bpf.Run;
import io.tandem.relay.os.Memory;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/** The real program in this kernel, with maps of its own and no device. */
final class LoadedProgram implements AutoCloseable {
    static final int DEVICE = 1;

    private final Bpf bpf = new Bpf();
    private final Arena arena = Arena.ofConfined();
    private final long key = arena.allocate(24, 8).address();
    private final long value = arena.allocate(8, 8).address();
    private final int flows;
    private final SlotTable slots;
    private final int program;

    private LoadedProgram(int entries) throws BpfException {
        flows = bpf.createMap(Bpf.MAP_HASH, new MapShape(FlowLayout.KEY_BYTES, FlowLayout.VALUE_BYTES, entries), 0, "test");
        slots = new SlotTable(bpf, bpf.createMap(Bpf.MAP_ARRAY, new MapShape(4, FlowLayout.SLOT_BYTES, entries), Bpf.MAPPABLE, "test"), entries);
        program = bpf.load(RelayProgram.of(flows, slots.descriptor()), "test");
    }

    /** Skips the test, and says so, where eBPF is not allowed. */
    static LoadedProgram load(int entries) throws BpfException {
        try (Bpf bpf = new Bpf()) {
            bpf.close(bpf.createMap(Bpf.MAP_ARRAY, new MapShape(4, 8, 1), 0, "test"));
        } catch (BpfException e) {
            Assumptions.abort("needs root or CAP_BPF and CAP_NET_ADMIN: " + e.getMessage());
        }
        return new LoadedProgram(entries);
    }

    /** @return slot of the flow */
    int insert(Flow flow) {
        int slot = slots.take(System.nanoTime());
        FlowLayout.write(slots.at(slot), flow, DEVICE);
        FlowLayout.writeKey(key, flow.local());
        Memory.putInt(value, slot);
        assertThat(bpf.update(flows, key, value)).isZero();
        return slot;
    }

    int delete(Flow flow) {
        FlowLayout.writeKey(key, flow.local());
        return bpf.delete(flows, key);
    }

    /** What cannot happen while slots rest: another flow in the memory that a key still leads to. */
    void overwrite(int slot, Flow flow) {
        FlowLayout.write(slots.at(slot), flow, DEVICE);
    }

    FlowCounters counters(int slot) {
        FlowCounters counters = new FlowCounters();
        FlowLayout.read(slots.at(slot), counters);
        return counters;
    }


    Run run(byte[] frame) throws BpfException {
        return bpf.run(program, frame, 1);
    }

    Run run(byte[] frame, int times) throws BpfException {
        return bpf.run(program, frame, times);
    }

    @Override
    public void close() {
        bpf.close(program);
        bpf.close(flows);
        slots.close();
        bpf.close();
        arena.close();
    }
}
