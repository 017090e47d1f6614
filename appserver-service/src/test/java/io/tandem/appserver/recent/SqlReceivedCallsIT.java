package io.tandem.appserver.recent;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.tandem.appserver.SwitchableDatabase;
import io.tandem.appserver.mailbox.SqlThreads;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The last call of a subscriber in the CDRs of a real database, and its report for the API. */
class SqlReceivedCallsIT {
    private static final String BOB = "a5500000-0000-0000-0000-000000008069";
    private final SqlThreads sql = new SqlThreads(2, 10);
    private final SqlReceivedCalls calls = new SqlReceivedCalls(new SwitchableDatabase(), sql);

    @BeforeEach
    @AfterEach
    void clear() throws SQLException {
        execute("delete from accounting.cdr where destination_user_id = '" + BOB + "'", "delete from accounting.malicious_calls where callee_uuid = '" + BOB + "'");
    }

    @AfterEach
    void close() {
        sql.close();
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String text : statements) statement.execute(text);
        }
    }

    private static void called(String callId, String user, String cli, int clir) throws SQLException {
        execute("insert into accounting.cdr (source_user_id, source_provider_id, source_user, source_domain, source_cli, source_user_out, "
                + "source_clir, source_ip, destination_user_id, destination_provider_id, destination_user, destination_domain, destination_user_dialed, "
                + "destination_user_in, destination_domain_in, call_code, init_time, start_time, duration, call_id) values ('0', '1', '"
                + user + "', 'example.org', '" + cli + "', '0" + user + "', " + clir + ", '192.0.2.1', '" + BOB + "', '1', 'bob', 'example.org', '1002', "
                + "'431002', 'example.org', '487', 1700000000.5, 1700000000.5, 3.250, '" + callId + "')");
    }

    @Test
    void theLastOneIsFoundAndReportedOnce() throws Exception {
        assertThat(calls.last(BOB).get()).isEmpty();
        called("c1", "alice", "431001", 0);
        called("c2", "carol", "431003", 1);
        LastCall last = calls.last(BOB).get().orElseThrow();
        assertThat(last.callId()).isEqualTo("c2");
        assertThat(last.caller()).isEqualTo("431003");
        assertThat(last.shown()).isEqualTo("0carol");
        assertThat(last.anonymous()).isTrue();
        assertThat(last.callee()).isEqualTo("431002");
        calls.report(BOB, last).get();
        calls.report(BOB, last).get();
        try (Connection connection = TestServers.connect(); Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select call_id, caller, callee, start_time, duration, source from accounting.malicious_calls where callee_uuid = '"
                        + BOB + "'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " " + row.getString(4) + " " + row.getString(5) + " " + row.getString(6))
                    .isEqualTo("c2 431003 431002 1700000000.500 3.250 vsc");
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void aCallerWithoutNumberIsKnownByItsName() throws Exception {
        called("c3", "anonymous", "", 0);
        assertThat(calls.last(BOB).get().orElseThrow().caller()).isEqualTo("anonymous");
    }
}
