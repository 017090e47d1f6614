package io.tandem.appserver.announce;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tandem.codec.WavFile;
import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.coherence.CoherentReads;

/** Sounds in the database; those played last are kept until a sound set changes. Any thread. */
final class SqlSounds implements SoundStore, ChangeListener, AutoCloseable {
    private static final long KEPT_BYTES = 64L << 20; // some 70 minutes
    private static final int CONNECTIONS = 2;
    private static final int WAITING = 1000;
    private static final String QUERY = "select data from provisioning.voip_sound_files where id = ? and data is not null";

    private final Cache<Integer, short[]> kept = Caffeine.newBuilder().maximumWeight(KEPT_BYTES)
            .weigher((Integer _, short[] samples) -> Short.BYTES * samples.length + Long.BYTES).build();
    private final CoherentReads reads = new CoherentReads(CONNECTIONS, WAITING);
    private final DataSource database;

    SqlSounds(DataSource database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<short[]> samples(int id) {
        short[] known = kept.getIfPresent(id);
        return known != null ? CompletableFuture.completedFuture(known) : reads.once(id, () -> read(id), samples -> kept.put(id, samples));
    }

    private short[] read(int id) throws SQLException, IOException {
        try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setInt(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? WavFile.decode(row.getBytes(1)) : new short[0];
            }
        }
    }

    @Override
    public void onChanges(List<Change> changes) {
        if (changes.stream().anyMatch(change -> change.entity().equals(ChangeLog.SOUND_SET))) onLost();
    }

    @Override
    public void onLost() {
        reads.forget(kept::invalidateAll);
    }

    @Override
    public void close() {
        reads.close();
    }
}
