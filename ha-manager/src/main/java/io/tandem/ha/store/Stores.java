package io.tandem.ha.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All stores that follow this node's role. Any thread but the manager's. */
public final class Stores implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Stores.class);
    private final List<Follower> followers = new ArrayList<>();
    private final Optional<Comparisons> comparisons;
    private final Duration patience;
    private volatile boolean active;

    /** @param pair  names the pair, for the epoch's key
     * @param folder where a store may save what must not be lost */
    public Stores(StoreProperties properties, String pair, Path folder, InstantSource clock) {
        patience = properties.patience();
        StoreProperties.RedisPair redis = properties.redis();
        if (redis != null) followers.add(new Follower(new RedisStore(redis, pair), properties.interval()));
        StoreProperties.DatabasePair database = properties.database();
        if (database == null) {
            comparisons = Optional.empty();
            return;
        }
        Follower follower = new Follower(new MariaDbStore(database, pair, folder), properties.interval());
        followers.add(follower);
        comparisons = Optional.of(new Comparisons(database, properties.comparison(), pair, () -> active && follower.condition().protects(), () -> active,
                clock));
    }

    /** The role is another: the stores follow. Returns when they have, or after the patience of the settings: services hear of the role afterwards. A node
     * between two roles leaves them as they are. */
    public void follow(NodeStatus status) {
        if (status.state() != NodeState.ACTIVE && status.state() != NodeState.STANDBY) return;
        boolean now = status.state() == NodeState.ACTIVE;
        active = now;
        CompletableFuture<?>[] turns = followers.stream().map(follower -> (now ? follower.active(status.epoch()) : follower.standby()).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(turns).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("a store has not followed the role within {} ms; services hear of the role all the same", patience.toMillis(), e);
        } catch (ExecutionException e) {
            log.error("a store does not follow the role", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An operator has made this node active with force: a store that never had the peer's data is promoted all the same. */
    public void force() { followers.forEach(Follower::force); }

    /** Is what is written on this node safe on the peer? True without stores. */
    public boolean protect() { return followers.stream().allMatch(follower -> follower.condition().protects()); }

    /** Have all stores followed the peer since this node is standby? One that has been away has not at first, and would serve what is old. True on the active
     * node, and without stores. */
    public boolean haveFollowed() { return followers.stream().allMatch(Follower::hasFollowed); }

    /** For operators, a line each. */
    public List<String> report() {
        return Stream.concat(followers.stream().map(follower -> "store %s: %s%s".formatted(follower.name(),
                follower.condition().protects() ? "" : "UNPROTECTED, ", follower.condition().text())), comparisons.stream().map(Comparisons::line)).toList();
    }

    /** Of this node's database with its peer's; empty where no database follows the role. */
    public Optional<Comparisons> comparisons() { return comparisons; }

    @Override public void close() {
        comparisons.ifPresent(Comparisons::close);
        followers.forEach(Follower::close);
    }
}
