package io.tandem.testkit.container;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.migration.SchemaMigration;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers from containers; skipped with a word where no Docker engine answers. Only with {@code -Ptestcontainers}. */
@Testcontainers(disabledWithoutDocker = true)
class ContainersIT {
    @Container
    private static final MySQLContainer MYSQL = new MySQLContainer(
            DockerImageName.parse(System.getProperty("tandem.mysql.image", "mysql:8.0")).asCompatibleSubstituteFor("mysql")).withUsername("root");

    @Container
    private static final GenericContainer<?> REDIS = new GenericContainer<>(
            DockerImageName.parse(System.getProperty("tandem.redis.image", "redis:7"))).withCommand("redis-server", "--bind", "0.0.0.0",
            "--protected-mode", "no").withExposedPorts(6379);

    @Test
    void theSchemaMigratesInAContainerAndASecondTimeNothingIsLeftToDo() throws Exception {
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(MYSQL.getJdbcUrl() + "?allowPublicKeyRetrieval=true&useInformationSchema=false");
        source.setUser(MYSQL.getUsername());
        source.setPassword(MYSQL.getPassword());
        assertThat(SchemaMigration.migrate(source)).isPositive();
        assertThat(SchemaMigration.migrate(source)).isZero();
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("select count(*) from billing.resellers where id = 1")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void redisAnswersFromItsContainer() {
        RedisClient client = RedisClient.create("redis://" + REDIS.getHost() + ":" + REDIS.getMappedPort(6379));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.sync().ping()).isEqualTo("PONG");
        } finally {
            client.shutdown();
        }
    }
}
