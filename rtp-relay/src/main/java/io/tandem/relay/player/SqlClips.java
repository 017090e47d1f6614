package io.tandem.relay.player;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sound files of sound sets, read from the database by a thread of its own when a call first names one. The pool is opened by the first one, so that a relay
 * whose calls have no music never looks for a database. */
public final class SqlClips implements ClipLibrary, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqlClips.class);
    /** A changed sound is heard by then, and a database that was away is asked again. */
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final long KEPT_BYTES = 64L << 20; // some 70 minutes
    private static final String QUERY = "select data from provisioning.voip_sound_files where id = ? and data is not null";

    private final ExecutorService reader = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("relay-sounds").factory());
    private final AsyncCache<Long, Optional<Clip>> kept = Caffeine.newBuilder().expireAfterWrite(KEPT).maximumWeight(KEPT_BYTES)
            .weigher((Long _, Optional<Clip> clip) -> Long.BYTES + clip.map(audio -> Short.BYTES * audio.samples().length).orElse(0))
            .executor(reader).buildAsync();
    private final Supplier<HikariDataSource> opening;
    /** The reader's. */
    private @Nullable HikariDataSource database;

    /** @param opening makes the pool, which this closes */
    public SqlClips(Supplier<HikariDataSource> opening) {
        this.opening = opening;
    }

    @Override
    public CompletableFuture<Optional<Clip>> clip(long id) {
        return kept.get(id, (number, executor) -> CompletableFuture.supplyAsync(() -> read(number), executor));
    }

    private Optional<Clip> read(long id) {
        try (Connection connection = open().getConnection(); PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) return Optional.of(WavClip.read("sound file " + id, row.getBytes(1)));
            }
            LOG.warn("there is no sound file {} to play", id);
        } catch (SQLException e) {
            LOG.warn("sound file {} is not played for a minute, tandem.db does not answer: {}", id, e.getMessage());
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
        reader.execute(() -> {
            if (database != null) database.close();
        });
        reader.shutdown();
    }
}
