package io.tandem.ha.lab;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Writes rows to the shared database, one after the other, until it is ended. Prints {@code acknowledged N} for each that is, and {@code silence MILLIS}
 * when one is acknowledged after a failure. Argument: address. */
final class SqlParty {
    private SqlParty() {}

    public static void main(String[] arguments) throws InterruptedException {
        Properties settings = new Properties();
        settings.put("user", "app");
        settings.put("password", "app");
        settings.put("connectTimeout", "300");
        settings.put("socketTimeout", "1000");
        String url = "jdbc:mysql://" + arguments[0] + ":3306/?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        long heard = System.nanoTime();
        boolean failed = false;
        for (int row = 1; ; row++) {
            try (Connection connection = DriverManager.getConnection(url, settings); Statement statement = connection.createStatement()) {
                for (; ; row++) {
                    statement.execute("INSERT INTO d.t VALUES (" + row + ")");
                    System.out.println("acknowledged " + row);
                    if (failed) System.out.println("silence " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heard));
                    failed = false;
                    heard = System.nanoTime();
                    TimeUnit.MILLISECONDS.sleep(5);
                }
            } catch (SQLException e) {
                failed = true; // whether the row is there nobody knows: the next one has another number
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }
}
