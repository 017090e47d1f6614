package io.tandem.testkit.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** MariaDB as Debian packs it, started as {@link EmbeddedMySql} is; for tests. Any thread. */
public final class DebianMariaDb {
    /** What brings the server and what it is installed with, without starting one. */
    public static final String PACKAGES = "mariadb-server-core mariadb-client-core";

    private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
    private static final Path INSTALL = Path.of("/usr/bin/mariadb-install-db");
    private static final Path PRINT_DEFAULTS = Path.of("/usr/bin/my_print_defaults"); // the install script calls it
    private static final Pattern TEN = Pattern.compile("Ver (10\\.[0-9.]+)-MariaDB");

    private DebianMariaDb() {}

    public static boolean isInstalled() {
        return Stream.of(SERVER, INSTALL, PRINT_DEFAULTS).allMatch(Files::isExecutable);
    }

    /**
     * Starts a server with empty data and waits until it listens.
     *
     * @param folder will hold {@code data} and {@code mysqld.log}
     */
    public static EmbeddedMySql start(Path folder) throws IOException {
        List<String> command = new ArrayList<>(prepare(folder));
        Matcher ten = TEN.matcher(version(folder));
        if (ten.find()) {
            command.add("--version=5.7.19-" + ten.group(1) + "-MariaDB"); // as operators must: see UnsuitableServerException
        }
        return EmbeddedMySql.listen(command, folder, 0);
    }

    /** Starts a server that says of itself what it says by default. */
    public static EmbeddedMySql startStock(Path folder) throws IOException {
        return EmbeddedMySql.listen(prepare(folder), folder, 0);
    }

    /** Makes the data folder and the account; how the server is called. */
    private static List<String> prepare(Path folder) throws IOException {
        Path data = folder.toAbsolutePath().resolve("data");
        Files.createDirectories(folder);
        ServerProcess.run(List.of(INSTALL.toString(), "--no-defaults", "--datadir=" + data, "--user=" + System.getProperty("user.name"),
            "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"), folder.resolve("install.log"));
        Path accounts = Files.writeString(folder.toAbsolutePath().resolve("accounts.sql"), MySqlTemplate.ACCOUNT);
        return List.of(SERVER.toString(), "--no-defaults", "--datadir=" + data, "--user=" + System.getProperty("user.name"),
            "--init-file=" + accounts, "--default-time-zone=+00:00", "--character-set-server=utf8mb4", "--skip-name-resolve", "--skip-log-bin",
            "--innodb-buffer-pool-size=64M");
    }

    private static String version(Path folder) throws IOException {
        Path log = folder.resolve("version.log");
        ServerProcess.run(List.of(SERVER.toString(), "--no-defaults", "--version"), log);
        return Files.readString(log, StandardCharsets.UTF_8);
    }
}
