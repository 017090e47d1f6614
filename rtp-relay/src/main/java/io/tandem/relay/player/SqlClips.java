package io.tandem.relay.player;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sound files of sound sets, read from the database by a thread of its own when a call first names one. A relay whose calls have no music needs no database:
 * one that is not there soon after the start is looked for when a sound is. */
public final class SqlClips implements ClipLibrary, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqlClips.class);
    /** A changed sound is heard by then, and a database that was away is asked again. */
    private static final Duration FRESH = Duration.ofMinutes(1);
    /** A sound that is in use is there at once, and is read again beside. */
    private static final Duration UNUSED = Duration.ofMinutes(10);
    private static final long KEPT_BYTES = 64L << 20; // some 70 minutes
    private static final long NO_SOUND = 0;
    /** Of {@link #prepare}: a database that starts with the relay, and makes its schema first, has a minute and a half. */
    private static final int ATTEMPTS = 12;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);
    private static final String QUERY = "select data from provisioning.voip_sound_files where id = ? and data is not null";

    /** Sounds that may wait to be read: one that waits longer comes too late for its call. */
    static final int MOST_WAITING = 100;

    private final ThreadPoolExecutor reader = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("relay-sounds").factory());
    private final AsyncLoadingCache<Long, Optional<Clip>> kept;
    private final Supplier<HikariDataSource> opening;
    /** The reader's. */
    private @Nullable HikariDataSource database;

    /** @param opening makes the pool, which this closes */
    public SqlClips(Supplier<HikariDataSource> opening) {
        this(opening, Ticker.systemTicker());
    }

    SqlClips(Supplier<HikariDataSource> opening, Ticker ticker) {
        this.opening = opening;
        this.kept = Caffeine.newBuilder().ticker(ticker).refreshAfterWrite(FRESH).expireAfter(new Kept()).maximumWeight(KEPT_BYTES)
                .weigher((Long _, Optional<Clip> clip) -> Long.BYTES + clip.map(audio -> Short.BYTES * audio.samples().length).orElse(0))
                .buildAsync(new Reading());
    }

    /** What is not there is asked for again soon, however often it was asked for. */
    private static final class Kept implements Expiry<Long, Optional<Clip>> {
        @Override
        public long expireAfterCreate(Long id, Optional<Clip> clip, long now) {
            return (clip.isPresent() ? UNUSED : FRESH).toNanos();
        }

        @Override
        public long expireAfterUpdate(Long id, Optional<Clip> clip, long now, long left) {
            return expireAfterCreate(id, clip, now);
        }

        @Override
        public long expireAfterRead(Long id, Optional<Clip> clip, long now, long left) {
            return clip.isPresent() ? UNUSED.toNanos() : left;
        }
    }

    private final class Reading implements AsyncCacheLoader<Long, Optional<Clip>> {
        @Override
        public CompletableFuture<Optional<Clip>> asyncLoad(Long id, Executor executor) {
            return readSoon(id, Optional.empty());
        }

        @Override
        public CompletableFuture<Optional<Clip>> asyncReload(Long id, Optional<Clip> known, Executor executor) {
            return readSoon(id, known);
        }
    }

    private CompletableFuture<Optional<Clip>> readSoon(long id, Optional<Clip> known) {
        try {
            return CompletableFuture.supplyAsync(() -> read(id, known), reader);
        } catch (RejectedExecutionException full) {
            LOG.warn("sound file {} is not read for a minute: {} others have to be read first", id, MOST_WAITING);
            return CompletableFuture.completedFuture(known);
        }
    }

    @Override
    public CompletableFuture<Optional<Clip>> clip(long id) {
        return kept.get(id);
    }

    /** Connects now rather than for the first caller who is to hear something, as soon as the database is there. */
    public void prepare() {
        reader.execute(() -> prepare(ATTEMPTS));
    }

    private void prepare(int left) {
        try (Connection connection = open().getConnection(); PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setLong(1, NO_SOUND);
            query.executeQuery().close();
        } catch (SQLException | RuntimeException away) {
            disconnect();
            if (left > 1) {
                CompletableFuture.delayedExecutor(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS, reader).execute(() -> prepare(left - 1));
            } else {
                LOG.info("tandem.db does not answer, it is asked again when a call names a sound of a sound set: {}", away.toString());
            }
        }
    }

    private void disconnect() {
        if (database != null) database.close();
        database = null;
    }

    /** @param known stays while the database is away */
    private Optional<Clip> read(long id, Optional<Clip> known) {
        try (Connection connection = open().getConnection(); PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) return Optional.of(WavClip.read("sound file " + id, row.getBytes(1)));
            }
            LOG.warn("there is no sound file {} to play", id);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("sound file {} is not read for a minute, tandem.db does not answer: {}", id, e.toString());
            return known;
        } catch (UnusableClipException e) {
            LOG.warn("{}", e.getMessage());
        }
        return Optional.empty();
    }

    private HikariDataSource open() {
        HikariDataSource pool = database;
        if (pool == null) {
            pool = opening.get();
            database = pool;
        }
        return pool;
    }

    @Override
    public void close() {
        reader.getQueue().clear();
        reader.execute(this::disconnect);
        reader.shutdown();
    }
}
