package io.tandem.proxy.accounting;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How far journals of several nodes are in one database. */
class AccountingPositionIT {
    private static final EmbeddedMySql SERVER = TestServers.mysql();
    private final HikariDataSource dataSource = DataSources.openForTransactions(SERVER.jdbcUrl(), SERVER.username(), SERVER.password(), "it", 2);

    private JdbcAccountingTable of(String node) { return new JdbcAccountingTable(dataSource, node); }

    private static JournalEntry entry(long sequence) {
        return new JournalEntry(sequence, new AccountingRecord("BYE", "a", "b", "position-" + sequence, 200, "OK", Instant.EPOCH, "{}", "{}", "", "", "", "", "", ""));
    }

    @AfterEach void clear() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete from accounting.acc_position where node in ('proxy-1', 'sp1', 'sp2')");
            statement.executeUpdate("delete from accounting.acc where callid like 'position-%'");
        }
        dataSource.close();
    }

    /** Whoever started later has the higher numbers: the other's would be taken for carried over. */
    @Test void eachNodeOfAPairGoesOnWithItsOwnJournal() throws SQLException {
        of("sp1").add(List.of(entry(1_000)));
        of("sp2").add(List.of(entry(5_000)));
        assertThat(of("sp1").position()).isEqualTo(1_000);
        assertThat(of("sp2").position()).isEqualTo(5_000);
    }

    @Test void aNodeThatGetsItsOwnNameRepeatsNothing() throws SQLException {
        assertThat(of("sp1").position()).isZero();
        of("proxy-1").add(List.of(entry(1_000)));
        assertThat(of("sp1").position()).isEqualTo(1_000);
        of("sp1").add(List.of(entry(1_001)));
        of("proxy-1").add(List.of(entry(5_000)));
        assertThat(of("sp1").position()).isEqualTo(1_001);
    }
}
