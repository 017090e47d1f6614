package io.tandem.lb.guard;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.RedisException;
import io.tandem.data.ban.AccountBan;
import io.tandem.data.ban.BanStore;
import io.tandem.data.ban.SourceBan;
import io.tandem.data.redis.RedisLink;
import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.ban.SourceBans;
import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the bans of all load balancers in step over Redis: writes what is banned here, follows what others ban and let free. Has a thread of its own; the
 * loop only puts into a bounded queue. While Redis is away, this node goes by itself; afterwards it reads and writes everything once. */
public final class BanSharing implements BanSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BanSharing.class);
    private static final int QUEUE = 4096;
    private static final long PATIENCE_SECONDS = 5;

    /** Something to write. */
    private interface News {
        void write(BanStore store);
    }

    /** What this node bans. */
    private record Own(List<SourceBan> sources, List<AccountBan> accounts) {}

    private final Scheduler loop;
    private final Screens screens;
    private final SharedBans shared;
    private final BanSharingProperties properties;
    private final InstantSource clock;
    private final RedisLink redis;
    private final BanStore store;
    private final RegisteredSources registered;
    private final BlockingQueue<News> news = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicBoolean missed = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;
    /** What is not written yet. Own thread. */
    private final Deque<News> backlog = new ArrayDeque<>();
    private volatile String position = "";
    private boolean away;
    /** Connections made when everything was read and written last. */
    private long connections;
    private Instant knownAt = Instant.MIN;

    private BanSharing(Scheduler loop, Screens screens, String redisUri, String node, BanSharingProperties properties, InstantSource clock) {
        this.loop = loop;
        this.screens = screens;
        this.properties = properties;
        this.clock = clock;
        shared = new SharedBans(screens, node);
        redis = new RedisLink(redisUri);
        store = new BanStore(redis, clock);
        registered = new RegisteredSources(redis);
        thread = Thread.ofPlatform().daemon().name("ban-sharing").unstarted(this::run);
    }

    /** Begins at once, and does not wait for Redis.
     * @param loop of the screens
     * @param node names this load balancer to operators */
    static BanSharing open(Scheduler loop, Screens screens, String redisUri, String node, BanSharingProperties properties, InstantSource clock) {
        BanSharing sharing = new BanSharing(loop, screens, redisUri, node, properties, clock);
        loop.execute(() -> screens.listen(sharing));
        sharing.thread.start();
        return sharing;
    }

    @Override
    public void banned(SourceBans.Entry ban) {
        SourceBan written = shared.shared(ban);
        offer(to -> to.put(written));
    }

    @Override
    public void banned(AccountScreen.Entry ban) {
        AccountBan written = shared.shared(ban);
        offer(to -> to.put(written));
    }

    /** An operator let an address free on this node. Any thread. */
    void sourceLifted(String address) {
        offer(to -> to.liftSource(address));
    }

    /** An operator let an account free on this node. Any thread. */
    void accountLifted(String account) {
        offer(to -> to.liftAccount(account));
    }

    private void offer(News item) {
        if (!news.offer(item)) {
            missed.set(true);
        }
    }

    private void run() {
        while (!closed) {
            try {
                if (backlog.size() < QUEUE) {
                    Optional.ofNullable(news.poll(properties.interval().toNanos(), TimeUnit.NANOSECONDS)).ifPresent(backlog::add);
                }
                exchange();
            } catch (RuntimeException e) { // not only RedisException: no reply, however odd, may end the sharing
                lost(e);
            } catch (InterruptedException e) {
                LOG.debug("ban sharing ends", e);
                return;
            }
        }
    }

    private void exchange() {
        news.drainTo(backlog, QUEUE - Math.min(QUEUE, backlog.size()));
        while (!backlog.isEmpty()) {
            backlog.element().write(store);
            backlog.remove();
        }
        if (position.isEmpty() || missed.getAndSet(false)) {
            synchronise();
        }
        BanStore.Changes changes = store.changesAfter(position);
        position = redis.connections() == connections ? changes.position() : "";
        if (!changes.changes().isEmpty()) {
            loop.execute(() -> changes.changes().forEach(shared::follow));
        }
        if (clock.instant().isAfter(knownAt.plus(properties.knownInterval()))) {
            knownAt = clock.instant();
            registered.read(portion -> loop.execute(() -> portion.forEach(phone -> screens.known(phone.source(), phone.accountHash()))));
        }
    }

    /** Reads all bans of others, lets free what was let free meanwhile, writes all bans of this node. */
    private void synchronise() {
        String end = store.position();
        connections = redis.connections();
        List<SourceBan> sources = store.sources();
        List<AccountBan> accounts = store.accounts();
        List<BanStore.Lifted> lifted = store.lifted(); // after the bans: what is gone from there must be found here, or it would be written again
        Own own = onLoop(() -> {
            lifted.forEach(item -> shared.followLate(item.change(), item.at()));
            Own before = own();
            sources.forEach(shared::restore);
            accounts.forEach(shared::restore);
            return before;
        });
        Set<String> known = Stream.concat(sources.stream().map(SourceBan::address), accounts.stream().map(BanSharing::name)).collect(Collectors.toSet());
        own.sources().stream().filter(ban -> !known.contains(ban.address())).forEach(store::put);
        own.accounts().stream().filter(ban -> !known.contains(name(ban))).forEach(store::put);
        position = end;
        if (away) {
            LOG.info("Redis is back: {} bans of sources and {} of accounts read, own ones written", sources.size(), accounts.size());
            away = false;
        }
    }

    private static String name(AccountBan ban) {
        return ban.account().toLowerCase(Locale.ROOT) + ' ' + ban.address();
    }

    private Own own() {
        long now = loop.nanoTime();
        return new Own(screens.sourceBans().stream().map(shared::shared).toList(),
                screens.accountFailures().stream().filter(entry -> entry.untilNanos() - now > 0).map(shared::shared).toList());
    }

    private <T> T onLoop(Supplier<T> piece) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> done.completeAsync(piece, Runnable::run));
        return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).exceptionally(failure -> {
            throw new RedisException("bans not read from the event loop", failure);
        }).join();
    }

    private void lost(RuntimeException failure) {
        position = "";
        if (!away && !closed) {
            LOG.warn("bans are not shared while Redis is away; this load balancer goes by its own: {}", failure.getMessage());
            LOG.debug("the failure", failure);
        }
        away = true;
        try {
            TimeUnit.NANOSECONDS.sleep(properties.interval().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Read and written everything since the start or the last outage? */
    boolean isInStep() {
        return !position.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        redis.close();
    }
}
