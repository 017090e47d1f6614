package io.tandem.relay.kernel.nft;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.KernelMedia;
import io.tandem.relay.kernel.KernelPath;
import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.kernel.KernelUnavailableException;
import io.tandem.relay.kernel.nft.Rules.Counted;
import io.tandem.relay.os.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay's own nftables table; other tables are not touched. Nothing survives the service: the table is made anew at each start. */
public final class NftMedia implements KernelMedia {
    private static final Logger LOG = LoggerFactory.getLogger(NftMedia.class);
    /** A check costs two transactions. */
    private static final Duration SHORTEST_CHECK = Duration.ofMinutes(1);

    private record Way(InetAddress from, InetAddress to) {}

    private record Address(int number, String device) {}

    private final KernelProperties properties;
    private final int trafficClass;
    private final List<NftPath> paths = new ArrayList<>();
    private final Map<InetAddress, Address> addresses = new ConcurrentHashMap<>();
    /** On no device so far, as shared addresses that another host has. The thread that lists. */
    private final List<InetAddress> awaited = new ArrayList<>();
    /** Those of them for which the kernel has refused a rule: said once. The thread that lists. */
    private final Set<InetAddress> refused = new HashSet<>();
    private final Map<Way, Integer> ways = new HashMap<>();
    private final Map<Endpoint, Counted> counted = new ConcurrentHashMap<>();
    private final AtomicBoolean listing = new AtomicBoolean();
    private final NftLibrary library;
    private int flows;
    private boolean closed;

    private NftMedia(KernelProperties properties, int trafficClass) throws KernelUnavailableException {
        this.properties = properties;
        this.trafficClass = trafficClass;
        this.library = new NftLibrary();
    }

    /** Makes the table with a rule for each of these addresses that is on a device.
     * @throws KernelUnavailableException if this process or kernel cannot */
    public static NftMedia open(KernelProperties properties, List<InetAddress> local, int trafficClass) throws KernelUnavailableException {
        NftMedia media = new NftMedia(properties, trafficClass);
        try {
            StringBuilder commands = new StringBuilder(Rules.table());
            for (InetAddress address : local) {
                Optional<String> device = deviceOf(address);
                if (device.isEmpty()) {
                    LOG.info("media of {} stay in user space: the address is on no device yet, or on loopback", address.getHostAddress());
                    media.awaited.add(address);
                    continue;
                }
                int number = media.addresses.size();
                media.addresses.put(address, new Address(number, device.get()));
                commands.append(Rules.address(number, address, device.get(), trafficClass));
            }
            media.library.run(commands.toString());
            LOG.info("media go through the kernel by nftables at {}", media.devices());
            return media;
        } catch (NftException | SocketException e) {
            media.library.close();
            throw new KernelUnavailableException("nftables: " + e.getMessage() + " (it takes CAP_NET_ADMIN)");
        }
    }

    private static Optional<String> deviceOf(InetAddress address) throws SocketException {
        NetworkInterface device = NetworkInterface.getByInetAddress(address);
        return device == null || device.isLoopback() ? Optional.empty() : Optional.of(device.getName());
    }

    /** Serves addresses that have come to this host meanwhile, as at a take-over. One that cannot be served is tried again, and hinders no other. */
    private void serveNew() {
        for (InetAddress address : List.copyOf(awaited)) {
            try {
                Optional<String> device = deviceOf(address);
                if (device.isPresent()) serve(address, device.get());
            } catch (NftException | SocketException e) {
                if (refused.add(address)) {
                    LOG.warn("media of {} stay in user space, nftables takes no rule for it; trying on: {}", address.getHostAddress(), e.getMessage());
                }
            }
        }
    }

    private void serve(InetAddress address, String device) throws NftException {
        int number = addresses.size();
        run(Rules.address(number, address, device, trafficClass));
        addresses.put(address, new Address(number, device));
        awaited.remove(address);
        refused.remove(address);
        LOG.info("media of {} go through the kernel by nftables at {} from now on", address.getHostAddress(), device);
    }

    private List<String> devices() {
        return addresses.values().stream().map(Address::device).distinct().sorted().toList();
    }

    /** Number of the local address, or -1. Any thread. */
    int numberOf(Endpoint local) {
        Address address = addresses.get(local.address());
        return address == null ? -1 : address.number();
    }

    /** Do the rules give this TOS octet to what they send? They know its DSCP only. */
    boolean sets(int octet) {
        return octet >>> 2 == trafficClass >>> 2;
    }

    synchronized boolean mayAdd() {
        return flows < properties.flows();
    }

    /** @return true if it is the first flow of its way */
    synchronized boolean usesWay(Flow flow) {
        flows++;
        return ways.merge(new Way(flow.from().address(), flow.to().address()), 1, Integer::sum) == 1;
    }

    /** @return true if it was the last flow of its way */
    synchronized boolean leavesWay(Flow flow) {
        flows--;
        return ways.computeIfPresent(new Way(flow.from().address(), flow.to().address()), (way, count) -> count == 1 ? null : count - 1)
                == null;
    }

    Optional<Counted> counted(Endpoint local) {
        return Optional.ofNullable(counted.get(local));
    }

    void forget(Endpoint local) {
        counted.remove(local);
    }

    @Override
    public String name() {
        return "nftables at " + devices();
    }

    @Override
    public KernelPath path() {
        try {
            NftPath path = new NftPath(this);
            paths.add(path);
            return path;
        } catch (KernelUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Duration shortestCheck() {
        return SHORTEST_CHECK;
    }

    /** Lists the sets on a thread of its own: with thousands of flows that takes tens of milliseconds. So does a look for new addresses. */
    @Override
    public void everySecond() {
        if (listing.compareAndSet(false, true)) Thread.ofPlatform().daemon().name("relay-nft").start(this::list);
    }

    private void list() {
        try {
            serveNew();
            for (Map.Entry<InetAddress, Address> one : addresses.entrySet()) {
                String output = run(Rules.listOf(one.getValue().number()));
                boolean ipv6 = one.getKey() instanceof Inet6Address;
                Rules.counted(output, ipv6).forEach((port, count) -> counted.put(Endpoint.of(one.getKey(), port), count));
            }
        } catch (NftException e) {
            LOG.warn("counters of nftables cannot be read: {}", e.getMessage());
        } finally {
            listing.set(false);
        }
    }

    private String run(String commands) throws NftException {
        synchronized (library) {
            if (closed) throw new NftException("the relay ends");
            return library.run(commands);
        }
    }

    /** Removes the table of a run that did not end well, for who does not use this way. */
    public static void removeLeft() {
        try (NftLibrary library = new NftLibrary()) {
            library.run(Rules.none());
        } catch (KernelUnavailableException | NftException e) {
            LOG.debug("no table {} to be removed: {}", Rules.TABLE, e.getMessage());
        }
    }

    @Override
    public void close() {
        paths.forEach(NftPath::close);
        try {
            run(Rules.none());
        } catch (NftException e) {
            LOG.warn("table {} cannot be removed: {}", Rules.TABLE, e.getMessage());
        }
        synchronized (library) {
            closed = true;
            library.close();
        }
    }
}
