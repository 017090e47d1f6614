package io.tandem.data.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.List;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the databases {@code provisioning}, {@code billing}, {@code accounting} and {@code voicemail} to this version's schema,
 * on MySQL 8.0 and later and on MariaDB 10.11 and later, and makes {@code xmpp}, whose tables are prosody's. Safe to call from
 * several processes at once: Flyway holds a named lock.
 */
public final class SchemaMigration {
    /** Databases in the order of their dependence. */
    public static final List<String> DATABASES = List.of("billing", "provisioning", "accounting", "voicemail", "xmpp");
    private static final LocalDateTime PROBE = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_901_000);
    private static final Logger log = LoggerFactory.getLogger(SchemaMigration.class);

    private SchemaMigration() {}

    /**
     * Creates what is missing and applies pending migrations.
     *
     * @return number of migrations applied; 0 if the schema was up to date
     * @throws UnsuitableServerException if the server or its driver settings would lose data
     * @throws SQLException if the server cannot be reached or refuses
     */
    public static int migrate(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            for (String database : DATABASES) {
                statement.execute("create database if not exists " + database + " character set utf8mb4 collate utf8mb4_unicode_ci");
            }
            requireFractionalSeconds(connection);
        }
        MigrateResult result = Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(dataSource)
                .defaultSchema("provisioning")
                .createSchemas(false)
                .locations("classpath:io/tandem/data/migration")
                // numbers are reserved per branch of work; one that is merged later than a higher one is applied all the same
                .outOfOrder(true)
                .load()
                .migrate();
        log.info("schema at version {}, {} migrations applied", result.targetSchemaVersion, result.migrationsExecuted);
        return result.migrationsExecuted;
    }

    /** MariaDB 10.11 calls itself 5.5.5 and Connector/J then cuts the fraction of datetime(6) off without a word. */
    private static void requireFractionalSeconds(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table provisioning.fraction_probe (at datetime(6) not null)");
            try (PreparedStatement insert = connection.prepareStatement("insert into provisioning.fraction_probe values (?)")) {
                insert.setObject(1, PROBE);
                insert.executeUpdate();
            }
            try (ResultSet row = statement.executeQuery("select at from provisioning.fraction_probe")) {
                row.next();
                LocalDateTime kept = row.getObject(1, LocalDateTime.class);
                if (!PROBE.equals(kept)) throw UnsuitableServerException.losesFractions(PROBE, kept, connection.getMetaData());
            } finally {
                statement.execute("drop temporary table provisioning.fraction_probe");
            }
        }
    }
}
