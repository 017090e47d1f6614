package io.tandem.ha.takeover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.ha.client.Request;
import io.tandem.ha.drain.Drainage;
import io.tandem.ha.election.Election;
import io.tandem.ha.election.HaNodeProperties;
import io.tandem.ha.election.LocalRole;
import io.tandem.ha.linux.RealTime;
import io.tandem.ha.membership.Phase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role of a node of a pair: runs the manager's thread and carries questions and orders to it. */
public final class PairRole implements LocalRole, PairNode.Owner {
    private static final Logger log = LoggerFactory.getLogger(PairRole.class);
    private static final long PATIENCE_MILLIS = 1_000;
    private static final int EXIT_SOFTWARE = 70;

    private final PairProperties properties;
    private final HaNodeProperties self;
    private final byte[] secret;
    private final Path folder;
    private final InstantSource clock;
    private final Consumer<NodeStatus> listener;
    private final BooleanSupplier healthy;
    private final Drainage drainage;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Logs and tells: a console that blocks must not cost the lease. */
    private final ExecutorService events = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("ha-events").factory());
    private volatile @Nullable Thread thread;
    private volatile @Nullable PairNode node;
    private volatile boolean stopping;
    private volatile Change change;

    private record Change(Phase phase, long epoch, Instant since, String reason) {}

    /**
     * @param secret   key material of the system, {@code tandem.secret}
     * @param healthy  whether the services of this node work; must not block
     * @param listener told of each change of the role, one after the other
     * @param drainage told before a hand-over by order
     */
    public PairRole(PairProperties properties, HaNodeProperties self, byte[] secret, Path folder, InstantSource clock, BooleanSupplier healthy,
                    Consumer<NodeStatus> listener, Drainage drainage) {
        this.properties = properties;
        this.self = self;
        this.secret = secret.clone();
        this.folder = folder;
        this.clock = clock;
        this.listener = listener;
        this.healthy = healthy;
        this.drainage = drainage;
        this.change = new Change(Phase.INIT, 0, clock.instant(), "starting");
    }

    @Override public void start() throws IOException {
        properties.check();
        PairNode started = new PairNode(properties, self.number(), secret, folder, this);
        node = started;
        Thread loop = Thread.ofPlatform().name("ha").unstarted(() -> run(started));
        thread = loop;
        loop.start();
        if (properties.realTimePriority() > 0) claimRealTime();
    }

    private void claimRealTime() {
        try {
            RealTime.claim(properties.realTimePriority());
        } catch (IOException e) {
            log.warn("{}", e.getMessage());
        }
    }

    private void run(PairNode running) {
        try (running) {
            while (!stopping) {
                running.turn();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
            }
            running.stop();
        } catch (IOException e) {
            log.error("cannot clear up", e);
        } catch (RuntimeException | Error e) {
            // Nobody renews any more: the kernel closes the gate within half a lease. The supervisor starts this process again.
            log.error("the manager's thread has failed; this process ends", e);
            Runtime.getRuntime().halt(EXIT_SOFTWARE);
        }
    }

    @Override public void stop() {
        stopping = true;
        Thread running = thread;
        if (running == null) return;
        try {
            running.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.shutdown();
        try {
            if (!events.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) log.warn("the stores have not followed within {} ms", PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- questions and orders

    @Override public Reply answer(Request request) {
        try {
            return switch (request.command()) {
                case STATUS          -> ask(it -> new Reply(true, String.join("\n", it.report(System.nanoTime())), status()));
                case MAKE_ACTIVE     -> ask(it -> reply(it.election().makeActive(request.force(), System.nanoTime())));
                case MAKE_STANDBY    -> ask(it -> reply(it.election().makeStandby(request.force(), System.nanoTime())));
                case MAINTENANCE_ON  -> maintain(true, request.force());
                case MAINTENANCE_OFF -> maintain(false, request.force());
                case PROMOTE, DEMOTE -> new Reply(false, "refused: the HA manager decides by itself, tandem.ha-manager.crm.manager is own", status());
                case COMPARE, COMPARISON -> new Reply(false, NO_DATABASE, status());
            };
        } catch (IOException e) {
            return new Reply(false, "refused: " + e.getMessage(), status());
        }
    }

    /** The file first: who loses power in between must not find the node in service again. */
    private Reply maintain(boolean on, boolean force) throws IOException {
        PairNode running = running();
        if (on) running.disk().maintenance(true);
        Reply reply = ask(it -> reply(it.election().maintain(on, force, System.nanoTime())));
        if (on != reply.accepted()) running.disk().maintenance(false);
        return reply;
    }

    private Reply reply(Election.Verdict verdict) { return new Reply(verdict.accepted(), verdict.message(), status()); }

    private PairNode running() throws IOException {
        PairNode running = node;
        if (running == null || stopping) throw new IOException("the HA manager is starting or stopping");
        return running;
    }

    private <T> T ask(Function<PairNode, T> question) throws IOException {
        PairNode running = running();
        CompletableFuture<T> answer = new CompletableFuture<>();
        enqueue(() -> answer.complete(question.apply(running)));
        try {
            return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the HA manager's thread does not answer within " + PATIENCE_MILLIS + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException("the HA manager's thread has failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override public NodeStatus status() {
        Change last = change;
        return new NodeStatus(self.name(), stopping ? NodeState.TRANSITION : state(last.phase()), last.epoch(), last.since(),
                last.phase() + ": " + last.reason());
    }

    private static NodeState state(Phase phase) {
        return switch (phase) {
            case ACTIVE                      -> NodeState.ACTIVE;
            case STANDBY, FAULT, MAINTENANCE -> NodeState.STANDBY;
            case INIT, PROBE                 -> NodeState.TRANSITION;
        };
    }

    /** Heartbeats that did not verify, since the start. */
    public long refused() {
        PairNode running = node;
        return running == null ? 0 : running.refused();
    }

    /** How the pair was within the last second. */
    public PairView view() {
        PairNode running = node;
        return running == null ? PairView.NOTHING : running.view();
    }

    // ---- the node's calls

    @Override public void enqueue(Runnable task) { tasks.add(task); }

    @Override public boolean isHealthy() { return healthy.getAsBoolean(); }

    @Override public void drain(boolean on, Runnable quiet) {
        if (on) drainage.begin(quiet);
        else drainage.end();
    }

    @Override public void report(String trouble) {
        if (!stopping) events.execute(() -> log.error("{}", trouble));
    }

    @Override public void changed(Phase from, Phase to, long epoch, String reason) {
        change = new Change(to, epoch, clock.instant(), reason);
        if (stopping && from != Phase.ACTIVE) return; // who is connected sees the socket close
        NodeStatus now = stopping ? new NodeStatus(self.name(), NodeState.STANDBY, epoch, clock.instant(), "stopping") : status(); // the stores follow still
        events.execute(() -> {
            log.info("{}: {} -> {}, epoch {}: {}", self.name(), from, to, epoch, reason);
            listener.accept(now);
        });
    }
}
