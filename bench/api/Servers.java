import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.tandem.data.migration.SchemaMigration;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.EmbeddedRedis;

/** MySQL and Redis of the API's bench until its input ends; seeds an empty schema. Source launcher, see run.sh. */
public final class Servers {
    private Servers() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (EmbeddedMySql mysql = EmbeddedMySql.start(folder.resolve("mysql"), 0); EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0)) {
            MysqlDataSource source = new MysqlDataSource();
            source.setUrl(mysql.jdbcUrl());
            source.setUser(mysql.username());
            source.setPassword(mysql.password());
            SchemaMigration.migrate(source);
            seed(mysql.jdbcUrl(), mysql.username(), mysql.password(), Path.of(arguments[1]));
            Files.writeString(folder.resolve("urls"), "DB_URL='%s'\nREDIS_URL='%s'\n".formatted(mysql.jdbcUrl(), redis.uri()));
            while (System.in.read() >= 0) {
                continue; // the script closes our input when it is done
            }
        }
    }

    private static void seed(String url, String user, String password, Path sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, user, password); Statement statement = connection.createStatement()) {
            statement.execute("set global innodb_buffer_pool_size = 536870912");
            try (var count = statement.executeQuery("select count(*) from provisioning.voip_subscribers")) {
                count.next();
                if (count.getLong(1) > 0) {
                    return;
                }
            }
            String text = Files.readString(sql).replaceAll("(?m)^--.*$", "");
            for (String command : text.split(";\\s*(\\n|$)")) {
                if (!command.isBlank()) {
                    statement.execute(command);
                }
            }
        }
    }
}
