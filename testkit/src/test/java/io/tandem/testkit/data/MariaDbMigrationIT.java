package io.tandem.testkit.data;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.data.migration.SchemaMigration;
import io.tandem.data.migration.UnsuitableServerException;
import io.tandem.testkit.server.DebianMariaDb;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

/**
 * The schema on Debian's MariaDB. What services do with it there is tested by the tests that the Maven property {@code mariadb.tests} of a module names;
 * they run a second time on MariaDB.
 */
class MariaDbMigrationIT {
    private static final String OURS = "('billing', 'provisioning', 'accounting', 'voicemail') and table_name <> 'flyway_schema_history'";
    private static final String COLUMNS = "select concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable, "
        + "character_maximum_length, numeric_precision, numeric_scale, datetime_precision, collation_name) from information_schema.columns "
        + "where table_schema in " + OURS;
    private static final String KEYS = "select concat_ws(' ', table_schema, table_name, index_name, seq_in_index, column_name, non_unique) "
        + "from information_schema.statistics where table_schema in " + OURS;
    private static final String REFERENCES = "select concat_ws(' ', constraint_schema, table_name, constraint_name, unique_constraint_schema, "
        + "referenced_table_name, replace(delete_rule, 'RESTRICT', 'NO ACTION')) from information_schema.referential_constraints "
        + "where constraint_schema in " + OURS;
    @TempDir private static Path folder;
    private static @Nullable EmbeddedMySql server;
    private static int applied;

    @BeforeAll static void migrate() throws Exception {
        String missing = "mariadbd is missing: apt-get install " + DebianMariaDb.PACKAGES;
        if (!DebianMariaDb.isInstalled() && System.getenv("TANDEM_NO_SKIP") != null) {
            fail(missing);
        }
        Assumptions.assumeTrue(DebianMariaDb.isInstalled(), missing);
        server = DebianMariaDb.start(folder.resolve("migrated"));
        applied = SchemaMigration.migrate(source(server()));
    }

    @AfterAll static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test void allMigrationsRunFromNothingAndMakeWhatMySqlHas() throws Exception {
        assertThat(applied).isGreaterThan(15);
        assertThat(SchemaMigration.migrate(source(server()))).as("a second time").isZero();
        try (Connection mariaDb = source(server()).getConnection(); Connection mySql = TestServers.connect()) {
            assertThat(rows(mariaDb, "select version()").getFirst()).contains("MariaDB");
            for (String shape : List.of(COLUMNS, KEYS, REFERENCES)) {
                assertThat(rows(mariaDb, shape)).isNotEmpty().isEqualTo(rows(mySql, shape));
            }
        }
    }

    @ParameterizedTest @ValueSource(strings = {"provisioning.voip_preference_groups", "provisioning.voip_preferences_enum", "provisioning.voip_sound_handles",
        "billing.products", "billing.acl_roles", "accounting.cdr_tag", "accounting.events_tag"})
    void whatEveryInstallationStartsWithIsTheSame(String table) throws Exception {
        String all = "select * from " + table;
        try (Connection mariaDb = source(server()).getConnection(); Connection mySql = TestServers.connect()) {
            assertThat(rows(mariaDb, all)).isNotEmpty().isEqualTo(rows(mySql, all));
        }
    }

    @Test void aServerThatWouldLoseFractionsOfSecondsIsRefusedWithWhatToDo() throws Exception {
        try (EmbeddedMySql stock = DebianMariaDb.startStock(folder.resolve("stock"))) {
            assertThatThrownBy(() -> SchemaMigration.migrate(source(stock))).isInstanceOf(UnsuitableServerException.class)
                .hasMessageContaining("MariaDB").hasMessageContaining("MariaDbSocketFactory");
            try (HikariDataSource pool = DataSources.open(stock.jdbcUrl(), stock.username(), stock.password(), "test", 2)) {
                assertThat(SchemaMigration.migrate(pool)).as("through the pools of services").isGreaterThan(15);
            }
        }
    }

    private static EmbeddedMySql server() {
        return Objects.requireNonNull(server, "MariaDB, which the first step starts");
    }

    private static MysqlDataSource source(EmbeddedMySql server) {
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(server.jdbcUrl());
        source.setUser(server.username());
        source.setPassword(server.password());
        return source;
    }

    /** Rows as text, in an order that does not depend on the server. */
    private static List<String> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                StringJoiner text = new StringJoiner(" | ");
                for (int i = 1; i <= columns; i++) {
                    text.add(row.getString(i));
                }
                rows.add(text.toString());
            }
            rows.sort(Comparator.naturalOrder());
            return rows;
        }
    }
}
