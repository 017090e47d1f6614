package io.tandem.ha.takeover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.ha.client.Request;
import io.tandem.ha.election.Epoch;
import io.tandem.ha.election.EpochFile;
import io.tandem.ha.election.HaNodeProperties;
import io.tandem.ha.election.LocalRole;
import io.tandem.ha.linux.Poller;
import io.tandem.ha.linux.RealTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role of a node of a pair whose cluster manager is Pacemaker. Its resource agent promotes and demotes; addresses, their announcements, the kernel's gate,
 * stores and services follow as they do without Pacemaker. An operator's wish, a broken service and a lost link are told to Pacemaker as this node's promotion
 * score. A gate that nobody renews closes: who hangs is out of the way before Pacemaker has noticed. Standby from its start until it is promoted.
 */
public final class ClusterRole implements LocalRole {
    private static final Logger log = LoggerFactory.getLogger(ClusterRole.class);
    private static final long PATIENCE_MILLIS = 1_000;
    /** An operator's wish that Pacemaker does not follow is dropped. */
    private static final long WISH_SECONDS = 30;
    private static final int TURN_MILLIS = 10;
    private static final int EXIT_SOFTWARE = 70;
    private static final int BONUS_OF_THE_ACTIVE = 5;

    private final PairProperties properties;
    private final HaNodeProperties self;
    private final InstantSource clock;
    private final BooleanSupplier healthy;
    private final Consumer<NodeStatus> listener;
    private final EpochFile epochs;
    private final Disk disk;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ExecutorService events = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("ha-events").factory());
    private volatile @Nullable Thread thread;
    private volatile @Nullable Holding holding;
    private volatile boolean stopping;
    private volatile boolean carrier;
    private volatile boolean maintenance;
    private volatile Wish wish = new Wish(Preference.NONE, Instant.MIN);
    private volatile NodeStatus status;

    private enum Preference { NONE, ACTIVE, STANDBY }

    private record Wish(Preference preference, Instant until) {}

    /**
     * @param folder   where the epoch is kept
     * @param healthy  whether the services of this node work; must not block
     * @param listener told of each change of the role, one after the other
     */
    public ClusterRole(PairProperties properties, HaNodeProperties self, Path folder, InstantSource clock, BooleanSupplier healthy,
                       Consumer<NodeStatus> listener) {
        this.properties = properties;
        this.self = self;
        this.clock = clock;
        this.healthy = healthy;
        this.listener = listener;
        this.epochs = new EpochFile(folder);
        this.disk = new Disk(folder);
        this.status = new NodeStatus(self.name(), NodeState.STANDBY, 0, clock.instant(), "standby: Pacemaker has not promoted this node");
    }

    @Override public void start() throws IOException {
        if (properties.shared().isEmpty()) throw new IllegalArgumentException("tandem.ha-manager.pair.shared is empty: there is nothing to take over");
        maintenance = disk.load().maintenance();
        Poller poller = new Poller();
        Cell cell = new Cell();
        Holding made = new Holding(properties, poller, () -> cell.contested = true, this::report);
        Thread loop = Thread.ofPlatform().name("ha").unstarted(() -> run(made, poller, cell));
        thread = loop;
        holding = made;
        loop.start();
        claimRealTime();
        NodeStatus standby = status;
        events.execute(() -> listener.accept(standby));
    }

    /** A gate that is renewed late loses packets. */
    private void claimRealTime() {
        if (properties.realTimePriority() == 0) return;
        try {
            RealTime.claim(properties.realTimePriority());
        } catch (IOException e) {
            log.warn("{}", e.getMessage());
        }
    }

    /** Of the manager's thread. */
    private static final class Cell {
        private boolean contested;
        private boolean active;
    }

    private void run(Holding held, Poller poller, Cell cell) {
        try (poller; held) {
            long renewed = 0;
            while (!stopping) {
                poller.poll(TURN_MILLIS);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
                carrier = held.hasCarrier();
                long now = System.nanoTime();
                if (cell.contested) held.contest(now);
                cell.contested = false;
                boolean active = status.state() == NodeState.ACTIVE;
                if (active) renewed = renewed(held, cell.active ? renewed : now, now);
                cell.active = active;
                held.step(System.nanoTime());
            }
        } catch (IOException e) {
            log.error("cannot clear up", e);
        } catch (RuntimeException | Error e) {
            log.error("the manager's thread has failed; this process ends", e); // the kernel closes the gate
            Runtime.getRuntime().halt(EXIT_SOFTWARE);
        }
    }

    /** Who stood still for longer than the lease may have been replaced: he waits for Pacemaker to look. @return when the gate was renewed last */
    private long renewed(Holding held, long last, long now) {
        if (now - last > properties.lease().toNanos()) {
            held.release();
            become(NodeState.STANDBY, status.epoch(), "standby: stood still for " + TimeUnit.NANOSECONDS.toMillis(now - last) + " ms while active");
            return now;
        }
        if (now - last < properties.heartbeat().toNanos()) return last;
        held.renew(now);
        return now;
    }

    @Override public void stop() {
        stopping = true;
        Thread running = thread;
        if (running == null) return;
        try {
            running.join(PATIENCE_MILLIS);
            if (status.state() == NodeState.ACTIVE) become(NodeState.STANDBY, status.epoch(), "stopping");
            events.shutdown();
            if (!events.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) log.warn("the stores have not followed within {} ms", PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disk.close();
        }
    }

    @Override public NodeStatus status() { return status; }

    @Override public synchronized Reply answer(Request request) {
        try {
            return switch (request.command()) {
                case STATUS          -> new Reply(true, report(), status);
                case MAKE_ACTIVE     -> wish(Preference.ACTIVE, NodeState.ACTIVE);
                case MAKE_STANDBY    -> wish(Preference.STANDBY, NodeState.STANDBY);
                case MAINTENANCE_ON  -> maintain(true, request.force());
                case MAINTENANCE_OFF -> maintain(false, request.force());
                case PROMOTE         -> promote(request.epoch());
                case DEMOTE          -> demote();
                case COMPARE, COMPARISON -> new Reply(false, NO_DATABASE, status);
            };
        } catch (IOException e) {
            return new Reply(false, "refused: " + e.getMessage(), status);
        }
    }

    private String report() {
        return "cluster manager: pacemaker\npromotion: " + promotion() + "\ncard: " + (carrier ? "up" : "NO CARRIER") + (maintenance ? "\nin maintenance" : "");
    }

    /** What the agent tells Pacemaker; the node with the higher one is promoted, none with a negative one. */
    private String promotion() {
        if (maintenance || !carrier) return "-INFINITY";
        Wish now = wish;
        int score = !healthy.getAsBoolean() ? 10 : 100;
        if (clock.instant().isBefore(now.until())) score = now.preference() == Preference.ACTIVE ? 1_000 : now.preference() == Preference.STANDBY ? 1 : score;
        return Integer.toString(status.state() == NodeState.ACTIVE && now.preference() != Preference.STANDBY ? score + BONUS_OF_THE_ACTIVE : score);
    }

    private Reply wish(Preference preference, NodeState wanted) {
        if (status.state() == wanted) return new Reply(true, "this node is " + wanted + " already", status);
        if (maintenance && preference == Preference.ACTIVE) return new Reply(false, "refused: this node is in maintenance", status);
        wish = new Wish(preference, clock.instant().plusSeconds(WISH_SECONDS));
        return new Reply(true, "Pacemaker is asked for it", status);
    }

    private Reply maintain(boolean on, boolean force) throws IOException {
        if (on && !force && status.state() == NodeState.ACTIVE) {
            return new Reply(false, "refused: this node is active; make it standby first (tandem ha make-standby)", status);
        }
        disk.maintenance(on);
        maintenance = on;
        return new Reply(true, on ? "in maintenance" : "in service", status);
    }

    private Reply promote(long known) throws IOException {
        if (status.state() == NodeState.ACTIVE) return new Reply(true, "this node is active already", status);
        if (maintenance) return new Reply(false, "refused: this node is in maintenance", status);
        long epoch = Epoch.after(Math.max(known, epochs.load()), self.number());
        epochs.store(epoch); // before it is used: it never goes back
        onThread(it -> {
            it.take(System.nanoTime());
            become(NodeState.ACTIVE, epoch, "active: promoted by Pacemaker");
        });
        return new Reply(true, "", status);
    }

    /** Always behind a promotion that the thread may still have before it. */
    private Reply demote() throws IOException {
        if (stopping) awaitEnd();
        else onThread(it -> {
            it.release();
            if (status.state() == NodeState.ACTIVE) become(NodeState.STANDBY, status.epoch(), "standby: demoted by Pacemaker");
        });
        return new Reply(true, "", status);
    }

    /** At its end the thread lets go. */
    private void awaitEnd() throws IOException {
        Thread running = thread;
        try {
            if (running != null && !running.join(Duration.ofMillis(PATIENCE_MILLIS))) throw new IOException("the HA manager is stopping");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void become(NodeState state, long epoch, String detail) {
        // who was asked to be standby stays the worse one until the peer has been promoted
        if (state == NodeState.ACTIVE) wish = new Wish(Preference.NONE, Instant.MIN);
        NodeStatus now = new NodeStatus(self.name(), state, epoch, clock.instant(), detail);
        status = now;
        events.execute(() -> {
            log.info("{}", now);
            listener.accept(now);
        });
    }

    private void onThread(Consumer<Holding> order) throws IOException {
        Holding held = holding;
        if (held == null || stopping) throw new IOException("the HA manager is starting or stopping");
        CompletableFuture<Void> done = new CompletableFuture<>();
        tasks.add(() -> {
            if (done.isDone()) return; // who gave the order has given up
            order.accept(held);
            done.complete(null);
        });
        try {
            done.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            done.cancel(false);
            throw new IOException("the HA manager's thread does not answer within " + PATIENCE_MILLIS + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void report(String trouble) { events.execute(() -> log.error("{}", trouble)); }
}
