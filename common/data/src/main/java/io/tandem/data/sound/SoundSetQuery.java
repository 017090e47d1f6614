package io.tandem.data.sound;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads sound sets. Blocks. */
public final class SoundSetQuery {
    private static final int DEEPEST = 16;
    private static final String FILES = "select h.name, f.id, f.data is not null, f.use_parent, f.loopplay from provisioning.voip_sound_files f "
            + "join provisioning.voip_sound_handles h on h.id = f.handle_id where f.set_id = ? order by f.id";
    private static final String PARENT = "select parent_id from provisioning.voip_sound_sets where id = ? and parent_id is not null";

    private SoundSetQuery() {}

    /** {@link SoundSet#NONE} alike if the set is gone. A handle without a sound is that of the parent set, unless the set says otherwise. */
    public static SoundSet read(Connection connection, int id) throws SQLException {
        Map<String, Integer> files = new HashMap<>();
        Set<Integer> looped = new HashSet<>();
        Set<String> decided = new HashSet<>();
        Set<Integer> seen = new HashSet<>();
        Optional<Integer> set = Optional.of(id);
        while (set.isPresent() && seen.add(set.get()) && seen.size() <= DEEPEST) {
            add(connection, set.get(), files, decided, looped);
            set = parent(connection, set.get());
        }
        return new SoundSet(files, looped);
    }

    private static void add(Connection connection, int set, Map<String, Integer> files, Set<String> decided, Set<Integer> looped)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FILES)) {
            statement.setInt(1, set);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getBoolean(5)) looped.add(row.getInt(2));
                    boolean hasSound = row.getBoolean(3);
                    boolean usesParent = row.getBoolean(4);
                    if ((hasSound || !usesParent) && decided.add(row.getString(1)) && hasSound) files.put(row.getString(1), row.getInt(2));
                }
            }
        }
    }

    private static Optional<Integer> parent(Connection connection, int set) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PARENT)) {
            statement.setInt(1, set);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
            }
        }
    }
}
