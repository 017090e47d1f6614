package io.tandem.ha.takeover;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.tandem.ha.address.AddressTable;
import io.tandem.ha.address.Arp;
import io.tandem.ha.address.NeighbourDiscovery;
import io.tandem.ha.address.Neighbours;
import io.tandem.ha.address.SharedAddress;
import io.tandem.ha.fence.LeaseGate;
import io.tandem.ha.linux.Carrier;
import io.tandem.ha.linux.Poller;

/**
 * The shared addresses of this node and the gate before them. The manager's thread, but for new lifetimes of the addresses: those may have to wait for
 * the kernel's one lock on its tables, which a host with many links and routes may hold for long. Nanoseconds of the monotonic clock.
 */
final class Holding implements AutoCloseable {
    private static final long MS = 1_000_000;
    /** Announcements after take-over: one alone may be lost, and then neighbours believe the old card for six seconds (ha.md §1). */
    private static final long[] ANNOUNCED_AT = {0, 20 * MS, 100 * MS, 500 * MS, 2_000 * MS};
    private static final long ANNOUNCED_EVERY = 10_000 * MS;
    private static final long REFRESHED_EVERY = AddressTable.LIFETIME_SECONDS * 1_000 * MS / 4;
    /** Longer between the decision to renew and the renewal, and this process may have stood still while its peer took over. */
    private static final long STALE = 20 * MS;

    private static final long REPORTED_EVERY = 1_000 * MS;

    private final List<SharedAddress> shared;
    private final AddressTable table = new AddressTable();
    private final List<Neighbours> neighbours = new ArrayList<>();
    private final Carrier carrier;
    private final Consumer<String> trouble;
    private final LeaseGate gate;
    private final ExecutorService lifetimes = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("ha-lifetimes").factory());
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile boolean held;
    /** Taken down for the moment: the lease is to be looked at first. */
    private volatile boolean down;
    private long takenAt;
    private int announced;
    private long nextAnnouncement;
    private long nextRefresh;
    private long reportedAt = System.nanoTime() - REPORTED_EVERY;

    /** Closes the gate and takes addresses down that an earlier manager left. */
    Holding(PairProperties properties, Poller poller, Runnable conflict, Consumer<String> trouble) throws IOException {
        this.trouble = trouble;
        List<SharedAddress> addresses = new ArrayList<>();
        for (PairProperties.SharedProperties each : properties.shared()) addresses.add(SharedAddress.on(each.card(), each.address()));
        shared = List.copyOf(addresses);
        gate = new LeaseGate(shared, properties.timing().gateNanos(), properties.gatePort());
        for (SharedAddress address : shared) {
            remove(address);
            neighbours.add(address.isIpv4() ? new Arp(address, poller, conflict) : new NeighbourDiscovery(address, poller, conflict));
        }
        carrier = new Carrier(shared.getFirst().card(), shared.getFirst().interfaceIndex(), poller);
    }

    /** Of the card of the first shared address: others may be on the crosslink, whose end is no reason to switch. */
    boolean hasCarrier() { return carrier.isUp(); }

    List<InetAddress> addresses() { return held ? shared.stream().map(SharedAddress::address).toList() : List.of(); }

    void probe() { neighbours.forEach(Neighbours::probe); }

    /** Address, gate, announcement: in that order, since a renewal travels to the address and the gate must let the announcement out. */
    void take(long now) {
        held = true;
        down = false;
        takenAt = now;
        announced = 0;
        nextAnnouncement = now;
        nextRefresh = now + REFRESHED_EVERY;
        for (SharedAddress address : shared) add(address);
        renew(now);
        step(now);
    }

    void renew(long decidedAt) {
        if (!gate.renew()) report("the gate of " + shared + " could not be renewed; the kernel closes it");
        long now = System.nanoTime();
        if (now - decidedAt <= STALE) return;
        report("stood still for " + (now - decidedAt) / MS + " ms while renewing the lease; the addresses go down until the lease is looked at again");
        down = true;
        shared.forEach(this::remove);
        nextRefresh = now + STALE;
    }

    /** At most once a second. */
    private synchronized void report(String text) {
        long now = System.nanoTime();
        if (now - reportedAt < REPORTED_EVERY) return;
        reportedAt = now;
        trouble.accept(text);
    }

    void release() {
        held = false;
        shared.forEach(this::remove);
    }

    /** What is due: announcements, new lifetimes of the addresses. */
    void step(long now) {
        if (!held) return;
        if (now - nextAnnouncement >= 0) {
            neighbours.forEach(Neighbours::announce);
            announced++;
            nextAnnouncement = announced < ANNOUNCED_AT.length ? takenAt + ANNOUNCED_AT[announced] : now + ANNOUNCED_EVERY;
        }
        if (now - nextRefresh >= 0) {
            down = false;
            nextRefresh = now + REFRESHED_EVERY;
            if (refreshing.compareAndSet(false, true)) lifetimes.execute(this::refresh);
        }
    }

    /** Not the manager's thread. An address that was given up meanwhile does not come back. */
    private void refresh() {
        refreshing.set(false);
        for (SharedAddress address : shared) {
            synchronized (table) {
                if (held && !down) add(address);
            }
        }
    }

    /** Somebody else says that he has an address of ours: neighbours hear us again, at most once a second. */
    void contest(long now) {
        if (held) report("another host says that it has an address of " + shared + "; this node announces it again");
        if (held && nextAnnouncement - now > 1_000 * MS) nextAnnouncement = now + 1_000 * MS;
    }

    private void add(SharedAddress address) {
        int result;
        synchronized (table) {
            result = table.add(address);
        }
        if (result != 0) report("cannot set " + address + ": errno " + -result);
    }

    private void remove(SharedAddress address) {
        int result;
        synchronized (table) {
            result = table.remove(address);
        }
        if (result != 0) report("cannot remove " + address + ": errno " + -result + "; the gate closes all the same");
    }

    @Override public void close() throws IOException {
        lifetimes.shutdown();
        release();
        neighbours.forEach(Neighbours::close);
        carrier.close();
        table.close();
        gate.close();
    }
}
