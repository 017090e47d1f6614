package io.tandem.relay.kernel.bpf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.kernel.KernelMedia;
import io.tandem.relay.kernel.KernelPath;
import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.kernel.KernelUnavailableException;
import io.tandem.relay.kernel.bpf.Bpf.MapShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Program, maps and hooks of a relay; pinned, so that media go on if the service dies. */
public final class EbpfMedia implements KernelMedia {
    static final String NAME = "tandem_relay";

    private static final Logger LOG = LoggerFactory.getLogger(EbpfMedia.class);

    private final Bpf bpf = new Bpf();
    private final List<EbpfPath> paths = new ArrayList<>();
    private final KernelProperties properties;
    private final Optional<Path> pins;
    private final Arena arena = Arena.ofShared();
    private final long key = arena.allocate(FlowLayout.KEY_BYTES + 4, 8).address();
    /** Keeps a second relay from the same maps; negative if nothing is pinned. */
    private final int lock;
    private final int flows;
    private final SlotTable slots;
    private final int program;
    private final LeftFlows left;
    private final IngressHooks hooks;

    private EbpfMedia(KernelProperties properties, List<InetAddress> addresses) throws BpfException {
        bpf.close(bpf.load(new Assembler().with(Assembler.Operation.MOVE, 0, 0).exit().assemble(), NAME)); // may we at all?
        this.properties = properties;
        this.pins = pinFolder(properties.pin());
        this.lock = pins.isEmpty() ? -1 : locked(pins.get());
        this.flows = map("flows", Bpf.MAP_HASH, 0, FlowLayout.KEY_BYTES, FlowLayout.VALUE_BYTES);
        this.slots = new SlotTable(bpf, map("slots", Bpf.MAP_ARRAY, Bpf.MAPPABLE, 4, FlowLayout.SLOT_BYTES), properties.flows());
        this.program = bpf.load(RelayProgram.of(flows, slots.descriptor()), NAME);
        this.left = new LeftFlows(flows, slots, properties.leftTimeout());
        this.hooks = new IngressHooks(bpf, properties, addresses, pins, program);
    }

    /** Loads the program, takes over what a former run has left, and attaches to the devices of these addresses.
     * @throws KernelUnavailableException if this process or kernel cannot */
    public static EbpfMedia open(KernelProperties properties, List<InetAddress> addresses) throws KernelUnavailableException {
        try {
            EbpfMedia media = new EbpfMedia(properties, addresses);
            media.left.find(media.bpf, System.nanoTime());
            media.hooks.attachAll();
            return media;
        } catch (BpfException e) {
            throw new KernelUnavailableException("eBPF: " + e.getMessage());
        }
    }

    /** Takes away the program of a run that did not end well, for who does not use this way. */
    public static void removeLeft(KernelProperties properties, List<InetAddress> addresses) {
        if (!Files.isDirectory(properties.pin())) {
            IngressHooks.detachLeft(properties, addresses);
            return;
        }
        Bpf bpf = new Bpf();
        int lock = bpf.lock(properties.pin());
        if (lock >= 0) {
            removePins(properties.pin());
            IngressHooks.detachLeft(properties, addresses);
            bpf.close(lock);
        } else {
            LOG.info("{} belongs to a relay that runs: its program stays", properties.pin());
        }
        bpf.close();
    }

    private static Optional<Path> pinFolder(Path folder) {
        try {
            Path existing = folder;
            while (!Files.exists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            if ("bpf".equals(Files.getFileStore(existing).type())) return Optional.of(Files.createDirectories(folder));
            LOG.info("{} is not below a mounted bpffs: streams in the kernel end with this process", folder);
        } catch (IOException e) {
            LOG.info("nothing can be pinned at {} ({}): streams in the kernel end with this process", folder, e.toString());
        }
        return Optional.empty();
    }

    private int locked(Path folder) throws BpfException {
        int descriptor = bpf.lock(folder);
        if (descriptor >= 0) return descriptor;
        throw new BpfException(folder + " is in use by another relay; give this one another tandem.rtp-relay.kernel.pin");
    }

    /** The pinned map, if it has the shape we need, else a new one. */
    private int map(String name, int type, int flags, int keyBytes, int valueBytes) throws BpfException {
        MapShape shape = new MapShape(keyBytes, valueBytes, properties.flows());
        if (pins.isEmpty()) return bpf.createMap(type, shape, flags, NAME);
        Path pin = pins.get().resolve(name + "-v" + FlowLayout.VERSION);
        int pinned = bpf.open(pin);
        if (pinned >= 0) {
            if (bpf.shape(pinned).equals(shape)) return pinned;
            bpf.close(pinned);
            IngressHooks.unpin(pin);
        }
        int map = bpf.createMap(type, shape, flags, NAME);
        bpf.pin(map, pin);
        return map;
    }

    @Override
    public String name() {
        return "eBPF at " + hooks.devices();
    }

    @Override
    public KernelPath path() {
        EbpfPath path = new EbpfPath(flows, slots, left, hooks::cover, false);
        paths.add(path);
        return path;
    }

    @Override
    public void everySecond() {
        hooks.refresh();
        left.endSilent(bpf, key, System.nanoTime());
    }

    @Override
    public void close() {
        paths.forEach(EbpfPath::close);
        if (properties.keepAtExit() && pins.isPresent()) {
            hooks.leave();
        } else {
            hooks.close();
            pins.ifPresent(EbpfMedia::removePins);
        }
        if (lock >= 0) bpf.close(lock);
        slots.close();
        bpf.close(flows);
        bpf.close(program);
        bpf.close();
        arena.close();
    }

    private static void removePins(Path folder) {
        try (var pins = Files.list(folder)) {
            pins.toList().forEach(IngressHooks::unpin);
            Files.delete(folder);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", folder, e.toString());
        }
    }
}
