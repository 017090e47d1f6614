package io.tandem.testkit.data;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.migration.SchemaMigration;
import io.tandem.data.snapshot.Directory;
import io.tandem.data.snapshot.DirectorySettings;
import io.tandem.data.snapshot.Domain;
import io.tandem.testkit.server.EmbeddedMySql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatabaseOutageIT {
    @TempDir Path folder;

    @Test void whatIsCachedServesCallsDuringAnOutageAndChangesActAfterIt() throws Exception {
        EmbeddedMySql server = EmbeddedMySql.start(folder, 0);
        int port = server.port();
        try (HikariDataSource pool = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "outage", 3)) {
            SchemaMigration.migrate(pool);
            commit(server, "insert into billing.domains (id, reseller_id, domain) values (1, 1, 'example.org')",
                "insert into provisioning.voip_domains (id, domain) values (1, 'example.org')");
            try (ChangeFeed feed = ChangeFeed.start(pool, Duration.ofMillis(50));
                 Directory directory = Directory.open(pool, feed, DirectorySettings.DEFAULTS)) {
                assertThat(domain(directory, "example.org")).isPresent();

                server.close();
                Instant outage = Instant.now();
                assertThat(directory.domain("example.org")).isDone();
                assertThatThrownBy(() -> domain(directory, "example.net")).isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(SQLException.class);

                server = EmbeddedMySql.start(folder, port);
                commit(server, "update billing.domains set domain = 'example.com'", "update provisioning.voip_domains set domain = 'example.com'",
                    "insert into provisioning.change_log (entity, entity_key) values ('domain', '1')");
                awaitChange(directory);
                assertThat(feed.lastSuccess()).isAfter(outage);
            }
        } finally {
            server.close();
        }
    }

    private static void awaitChange(Directory directory) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (domain(directory, "example.org").isPresent()) {
            assertThat(Instant.now()).as("deadline").isBefore(deadline);
            Thread.onSpinWait();
        }
        assertThat(domain(directory, "example.com")).isPresent();
    }

    private static Optional<Domain> domain(Directory directory, String name) {
        return directory.domain(name).orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** On a connection of its own: after an outage the pool waits up to 10 s before it tries again. */
    private static void commit(EmbeddedMySql server, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
             Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.executeUpdate(sql);
        }
    }
}
