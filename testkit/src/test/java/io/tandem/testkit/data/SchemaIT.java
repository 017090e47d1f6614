package io.tandem.testkit.data;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.migration.SchemaMigration;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaIT {
    @Test void migratingAgainFromSeveralProcessesAtOnceChangesNothing() throws Exception {
        EmbeddedMySql server = TestServers.mysql();
        try (HikariDataSource pool = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "schema", 6);
             ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Callable<Integer> migration = () -> SchemaMigration.migrate(pool);
            for (Future<Integer> applied : threads.invokeAll(List.of(migration, migration, migration))) assertThat(applied.get()).isZero();
        }
    }

    @Test void theServerIsTheOneThatWasAskedFor() throws SQLException {
        boolean mariaDb = System.getProperty("tandem.test.database", "mysql").equals("mariadb");
        assertThat(text("select version()").contains("MariaDB")).isEqualTo(mariaDb);
    }

    @ParameterizedTest @CsvSource(delimiter = ';', value = {
        "select name from billing.resellers where id = 1; default",
        "select reseller_id from billing.billing_profiles where id = 1; 1",
        "select login from billing.admins where id = 1 and is_superuser and is_master and is_system and is_active; administrator",
        "select length(saltedpass) from billing.admins where id = 1; 54",
        "select count(*) from provisioning.voip_preferences; 373",
        "select concat(data_type, max_occur, usr_pref, dom_pref) from provisioning.voip_preferences where attribute = 'allowed_ips'; string011",
        "select concat(data_type, max_occur, read_only) from provisioning.voip_preferences where attribute = 'lock'; enum11"})
    void everyInstallationStartsWith(String query, String expected) throws SQLException {
        assertThat(text(query)).isEqualTo(expected);
    }

    @Test void everyEnumPreferenceWithADomainDefaultHasExactlyOne() throws SQLException {
        assertThat(text("select count(*) from (select preference_id from provisioning.voip_preferences_enum "
                + "where dom_pref = 1 and default_val = 1 group by preference_id having count(*) > 1) doubles")).isEqualTo("0");
        assertThat(text("select value from provisioning.voip_preferences_enum e join provisioning.voip_preferences p on p.id = e.preference_id "
                + "where p.attribute = 'nat_sipping' and e.dom_pref = 1 and e.default_val = 1")).isEqualTo("yes");
    }

    @Test void sipNamesMindCaseAndHostNamesDoNot() throws SQLException {
        assertThat(text("select count(*) from information_schema.columns where table_schema = 'provisioning' "
                + "and table_name = 'voip_subscribers' and column_name = 'username' and collation_name = 'utf8mb4_bin'")).isEqualTo("1");
        assertThat(text("select count(*) from information_schema.columns where table_schema = 'provisioning' "
                + "and table_name = 'voip_domains' and column_name = 'domain' and collation_name = 'utf8mb4_unicode_ci'")).isEqualTo("1");
    }

    @Test void trimmingTheChangeLogKeepsFreshRowsAndTheLast() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("delete from provisioning.change_log");
            statement.execute("insert into provisioning.change_log (entity, entity_key, changed_at) values "
                    + "('subscriber', 'old', now(6) - interval 3 hour), ('subscriber', 'old', now(6) - interval 2 hour), "
                    + "('subscriber', 'fresh', now(6)), ('subscriber', 'last', now(6) - interval 5 hour)");
            assertThat(ChangeLog.trim(connection, Duration.ofHours(1))).isEqualTo(2);
            assertThat(text("select group_concat(entity_key order by id) from provisioning.change_log")).isEqualTo("fresh,last");
        }
    }

    private static String text(String query) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
