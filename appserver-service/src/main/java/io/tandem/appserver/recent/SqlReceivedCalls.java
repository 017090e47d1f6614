package io.tandem.appserver.recent;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import io.tandem.appserver.mailbox.SqlThreads;

/** In CDRs and in the table of the API's {@code maliciouscalls}. */
final class SqlReceivedCalls implements ReceivedCalls {
    private static final String LAST = """
            select call_id, if(source_cli = '', source_user, source_cli), source_user_out, source_clir, destination_user_in, start_time, duration
            from accounting.cdr where destination_user_id = ? and call_type <> 'sms' order by id desc limit 1""";
    private static final String REPORT = """
            insert into accounting.malicious_calls (callee_uuid, call_id, caller, callee, start_time, duration, source)
            select ?, ?, ?, ?, ?, ?, 'vsc' from dual
            where not exists (select 1 from accounting.malicious_calls m where m.callee_uuid = ? and m.call_id = ?)""";

    private final DataSource database;
    private final SqlThreads sql;

    SqlReceivedCalls(DataSource database, SqlThreads sql) {
        this.database = database;
        this.sql = sql;
    }

    @Override
    public CompletableFuture<Optional<LastCall>> last(String uuid) {
        return sql.run(() -> lastNow(uuid));
    }

    private Optional<LastCall> lastNow(String uuid) throws SQLException {
        try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(LAST)) {
            query.setString(1, uuid);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new LastCall(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4),
                        row.getString(5), row.getBigDecimal(6), row.getBigDecimal(7))) : Optional.empty();
            }
        }
    }

    @Override
    public CompletableFuture<Void> report(String uuid, LastCall call) {
        return sql.run(() -> reportNow(uuid, call)).thenAccept(_ -> { });
    }

    private boolean reportNow(String uuid, LastCall call) throws SQLException {
        try (Connection connection = database.getConnection(); PreparedStatement insert = connection.prepareStatement(REPORT)) {
            insert.setString(1, uuid);
            insert.setString(2, call.callId());
            insert.setString(3, call.caller());
            insert.setString(4, call.callee());
            insert.setBigDecimal(5, call.start());
            insert.setBigDecimal(6, call.duration());
            insert.setString(7, uuid);
            insert.setString(8, call.callId());
            return insert.executeUpdate() > 0;
        }
    }
}
