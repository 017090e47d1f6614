package io.tandem.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.tandem.data.migration.SchemaMigration;

/**
 * One migrated MySQL and one Redis for all tests of a JVM, started on first use and stopped at its end. With {@code -Dtandem.test.database=mariadb} it
 * is Debian's MariaDB. Any thread.
 */
public final class TestServers {
    private static final class MySqlHolder {
        private static final EmbeddedMySql SERVER = startMySql();
    }

    private static final class RedisHolder {
        private static final EmbeddedRedis SERVER = startRedis();
    }

    private static final class DataFolder {
        private static final Path PATH = make();

        private static Path make() {
            Path folder = temporaryFolder("tandem-data");
            atExit(() -> {}, folder);
            return folder;
        }
    }

    private TestServers() {}

    public static EmbeddedMySql mysql() {
        return MySqlHolder.SERVER;
    }

    public static EmbeddedRedis redis() {
        return RedisHolder.SERVER;
    }

    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(mysql().jdbcUrl(), mysql().username(), mysql().password());
    }

    /** The command line arguments that point a service at these servers, with a shared secret for tests. */
    public static String[] serviceArguments() {
        return new String[] {"--server.port=0", "--tandem.secret=secret-of-the-tests", "--tandem.db.url=" + mysql().jdbcUrl(),
            "--tandem.redis.uri=" + redis().uri(), "--tandem.data-dir=" + DataFolder.PATH};
    }

    private static boolean isMariaDb() {
        String wanted = System.getProperty("tandem.test.database", "mysql");
        return switch (wanted) {
            case "mysql" -> false;
            case "mariadb" -> true;
            default -> throw new IllegalArgumentException("tandem.test.database is mysql or mariadb, not " + wanted);
        };
    }

    private static EmbeddedMySql startMySql() {
        Path folder = temporaryFolder("tandem-mysql");
        try {
            EmbeddedMySql server = isMariaDb() ? DebianMariaDb.start(folder) : EmbeddedMySql.start(folder, 0);
            atExit(server, folder);
            MysqlDataSource source = new MysqlDataSource();
            source.setUrl(server.jdbcUrl());
            source.setUser(server.username());
            source.setPassword(server.password());
            SchemaMigration.migrate(source);
            return server;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("no MySQL for the tests", e);
        }
    }

    private static EmbeddedRedis startRedis() {
        Path folder = temporaryFolder("tandem-redis");
        try {
            EmbeddedRedis server = EmbeddedRedis.start(folder, 0);
            atExit(server, folder);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no Redis for the tests", e);
        }
    }

    private static Path temporaryFolder(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder " + prefix, e);
        }
    }

    private static void atExit(AutoCloseable server, Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
                MySqlTemplate.delete(folder);
            } catch (Exception e) {
                throw new IllegalStateException("cannot clean up " + folder, e);
            }
        }, "stop-" + folder.getFileName()));
    }
}
