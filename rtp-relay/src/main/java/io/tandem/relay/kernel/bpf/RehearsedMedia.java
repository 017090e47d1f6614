package io.tandem.relay.kernel.bpf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tandem.relay.kernel.KernelMedia;
import io.tandem.relay.kernel.KernelPath;
import io.tandem.relay.kernel.KernelUnavailableException;
import io.tandem.relay.kernel.bpf.Bpf.MapShape;

/** Flows in maps that no program reads, not pinned: everything that a relay does for a stream in the kernel, with no effect on any packet. For its warm-up. */
public final class RehearsedMedia implements KernelMedia {
    private static final String NAME = "tandem_warm_up";
    private static final int FLOWS = 256;

    private final Bpf bpf = new Bpf();
    private final List<EbpfPath> paths = new ArrayList<>();
    private final int flows;
    private final SlotTable slots;
    private final LeftFlows left;

    private RehearsedMedia() throws BpfException {
        flows = bpf.createMap(Bpf.MAP_HASH, new MapShape(FlowLayout.KEY_BYTES, FlowLayout.VALUE_BYTES, FLOWS), 0, NAME);
        slots = new SlotTable(bpf, bpf.createMap(Bpf.MAP_ARRAY, new MapShape(4, FlowLayout.SLOT_BYTES, FLOWS), Bpf.MAPPABLE, NAME), FLOWS);
        left = new LeftFlows(flows, slots, Duration.ZERO);
    }

    /** @throws KernelUnavailableException if this process or kernel cannot */
    public static RehearsedMedia open() throws KernelUnavailableException {
        try {
            return new RehearsedMedia();
        } catch (BpfException e) {
            throw new KernelUnavailableException("eBPF: " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return "rehearsal";
    }

    @Override
    public KernelPath path() {
        EbpfPath path = new EbpfPath(flows, slots, left, _ -> true, true);
        paths.add(path);
        return path;
    }

    @Override
    public void everySecond() {
        // no devices, no earlier run
    }

    @Override
    public void close() {
        paths.forEach(EbpfPath::close);
        slots.close();
        bpf.close(flows);
        bpf.close();
    }
}
