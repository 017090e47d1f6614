package io.tandem.relay.kernel.bpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.kernel.KernelProperties.Attach;
import io.tandem.relay.kernel.RouteLookup;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.SystemCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program at the devices where media arrive. Devices and addresses may come and go. Control thread, but for {@link #cover}. */
final class IngressHooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngressHooks.class);
    private static final int ETHERNET_ADDRESS_BYTES = 6;
    private static final int NO_LINK = -1;

    /** @param link its descriptor, or {@link #NO_LINK} for a filter at clsact */
    private record Hook(int device, int link, boolean ownsClsact) {}

    private final Bpf bpf;
    private final KernelProperties properties;
    private final List<InetAddress> addresses;
    private final Optional<Path> pins;
    private final int program;
    private final ClsactFilter clsact = new ClsactFilter();
    private final RouteLookup routes = new RouteLookup();
    private final Map<String, Hook> hooks = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private volatile Set<InetAddress> covered = Set.of();
    private volatile List<String> devices = List.of();

    /** @param pins where links are pinned, if they may be */
    IngressHooks(Bpf bpf, KernelProperties properties, List<InetAddress> addresses, Optional<Path> pins, int program) {
        this.bpf = bpf;
        this.properties = properties;
        this.addresses = List.copyOf(addresses);
        this.pins = pins;
        this.program = program;
    }

    /** Do packets to this address meet the program? Any thread. */
    boolean cover(Endpoint local) {
        Set<InetAddress> now = covered;
        return !now.isEmpty() && now.contains(local.address());
    }

    /** Takes filters off that an earlier run has left; links end with their pins. */
    static void detachLeft(KernelProperties properties, List<InetAddress> addresses) {
        try (ClsactFilter clsact = new ClsactFilter()) {
            Set<String> names = new LinkedHashSet<>(properties.devices());
            for (InetAddress address : addresses) {
                deviceOf(address).ifPresent(names::add);
            }
            for (String name : names) {
                NetworkInterface device = NetworkInterface.getByName(name);
                if (device != null) clsact.detach(device.getIndex());
            }
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the program where it is missing, if anything has changed. */
    void refresh() {
        if (routes.changed()) attachAll();
    }

    void attachAll() {
        Set<InetAddress> found = new LinkedHashSet<>();
        for (InetAddress address : addresses) {
            List<String> devices = properties.devices().isEmpty() ? deviceOf(address).stream().toList() : properties.devices();
            boolean all = !devices.isEmpty();
            for (String device : devices) {
                all &= attach(device);
            }
            if (all) found.add(address);
        }
        covered = Set.copyOf(found);
        devices = hooks.keySet().stream().sorted().toList();
    }

    private static Optional<String> deviceOf(InetAddress address) {
        try {
            return Optional.ofNullable(NetworkInterface.getByInetAddress(address)).map(NetworkInterface::getName);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean attach(String name) {
        try {
            NetworkInterface device = NetworkInterface.getByName(name);
            if (device == null) {
                forget(name);
                return false;
            }
            Hook hook = hooks.get(name);
            if (hook != null && hook.device() == device.getIndex()) return true;
            forget(name);
            if (!isEthernet(device)) {
                if (refused.add(name)) LOG.info("media at {} stay in user space: it is no Ethernet device", name);
                return false;
            }
            Hook attached = attach(name, device.getIndex());
            hooks.put(name, attached);
            LOG.info("media at {} go through the kernel by eBPF ({})", name, attached.link() == NO_LINK ? "clsact" : "TCX link");
            return true;
        } catch (SocketException | BpfException e) {
            if (refused.add(name)) LOG.warn("media at {} stay in user space: {}", name, e.getMessage());
            return false;
        }
    }

    private static boolean isEthernet(NetworkInterface device) throws SocketException {
        byte[] hardware = device.getHardwareAddress();
        return !device.isLoopback() && !device.isPointToPoint() && hardware != null && hardware.length == ETHERNET_ADDRESS_BYTES;
    }

    private Hook attach(String name, int device) throws BpfException {
        if (properties.attach() != Attach.CLSACT) {
            int link = link(name, device);
            if (link >= 0) {
                clsact.detach(device); // of a run with other settings: a packet must not meet two programs
                return new Hook(device, link, false);
            }
            if (properties.attach() == Attach.TCX) throw new BpfException("TCX link: " + SystemCalls.reason(link));
        }
        return new Hook(device, NO_LINK, clsact.attach(device, program));
    }

    /** A pinned link of an earlier run goes on with our program. */
    private int link(String name, int device) throws BpfException {
        if (pins.isEmpty()) return bpf.link(program, device);
        Path pin = pin(pins.get(), name);
        int pinned = bpf.open(pin);
        if (pinned >= 0) {
            if (bpf.updateLink(pinned, program) == 0) return pinned;
            bpf.close(pinned);
            unpin(pin);
        }
        int link = bpf.link(program, device);
        if (link >= 0) bpf.pin(link, pin);
        return link;
    }

    private static Path pin(Path pins, String name) {
        return pins.resolve("link-" + name.replace('.', '_')); // bpffs has no dots in names
    }

    static void unpin(Path pin) {
        try {
            Files.deleteIfExists(pin);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", pin, e.toString());
        }
    }

    private void forget(String name) {
        Hook hook = hooks.remove(name);
        if (hook != null && hook.link() != NO_LINK) bpf.close(hook.link());
    }

    /** Names of the devices that have the program. Any thread. */
    List<String> devices() {
        return devices;
    }

    /** Leaves the program where it is. */
    void leave() {
        hooks.values().stream().filter(hook -> hook.link() != NO_LINK).forEach(hook -> bpf.close(hook.link()));
        hooks.clear();
    }

    /** Takes the program off all devices. */
    @Override
    public void close() {
        hooks.forEach((name, hook) -> {
            if (hook.link() == NO_LINK) {
                clsact.detach(hook.device());
                if (hook.ownsClsact()) clsact.removeIfUnused(hook.device());
            } else {
                pins.ifPresent(folder -> unpin(pin(folder, name)));
                bpf.close(hook.link());
            }
        });
        hooks.clear();
        covered = Set.of();
        clsact.close();
        routes.close();
    }
}
