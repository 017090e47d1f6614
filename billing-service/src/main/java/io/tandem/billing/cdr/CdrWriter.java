package io.tandem.billing.cdr;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Writes records with their tags, media figures and group, in the caller's transaction. */
public final class CdrWriter {
    /** Provider 3: told by the customer. */
    private static final String TAG = "insert into accounting.cdr_tag_data "
            + "(cdr_id, provider_id, direction_id, tag_id, val, cdr_start_time) values (?, 3, ?, ?, ?, ?)";
    private static final String QUALITY = "insert into accounting.cdr_mos_data (cdr_id, mos_average, mos_average_packetloss, "
            + "mos_average_jitter, mos_average_roundtrip, cdr_start_time) values (?, ?, ?, ?, ?, ?)";
    private static final String GROUP = "insert into accounting.cdr_group (cdr_id, call_id, cdr_start_time) values (?, ?, ?)";

    private final Providers providers = new Providers();

    /** @throws SQLException of class 22 or 23 if the record does not fit the table */
    public void write(Connection connection, Cdr cdr) throws SQLException {
        long id = insert(connection, cdr);
        if (!cdr.tags().isEmpty()) tags(connection, id, cdr);
        if (cdr.quality().isPresent()) {
            MediaQuality quality = cdr.quality().get();
            execute(connection, QUALITY, List.of(id, quality.score(), quality.packetLoss(), quality.jitter(), quality.roundTrip(),
                    cdr.startTime()));
        }
        if (cdr.group().isPresent()) execute(connection, GROUP, List.of(id, cdr.group().get(), cdr.startTime()));
    }

    /** One round trip for all, as {@code rewriteBatchedStatements} is on. */
    private static void tags(Connection connection, long id, Cdr cdr) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAG)) {
            for (CdrTag tag : cdr.tags()) {
                bind(statement, List.of(id, tag.side().id(), tag.kind().id(), tag.value(), cdr.startTime()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private long insert(Connection connection, Cdr cdr) throws SQLException {
        CdrColumns columns = CdrColumns.of(cdr, providers.of(cdr.source().party(), connection),
                providers.of(cdr.destination().party(), connection));
        try (PreparedStatement statement = connection.prepareStatement(columns.insert(), Statement.RETURN_GENERATED_KEYS)) {
            bind(statement, columns.values());
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    private static void execute(Connection connection, String sql, List<?> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, List<?> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) statement.setObject(i + 1, values.get(i));
    }
}
