package io.tandem.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A MySQL server, or a MariaDB server in its place, as a child process on 127.0.0.1, account tandem/tandem. The process outlives this JVM unless it is
 * closed. Any thread.
 */
public final class EmbeddedMySql implements AutoCloseable {
    private static final String OPTIONS = "?useInformationSchema=false&rewriteBatchedStatements=true&cachePrepStmts=true"
        + "&prepStmtCacheSqlLimit=2048&connectionTimeZone=UTC&allowPublicKeyRetrieval=true&sslMode=PREFERRED";

    private final Process process;
    private final int port;

    private EmbeddedMySql(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param folder holds {@code data} (made if missing) and {@code mysqld.log}
     * @param port TCP port; 0 picks a free one
     */
    public static EmbeddedMySql start(Path folder, int port) throws IOException {
        ServerBinaries binaries = ServerBinaries.locate();
        Path data = folder.toAbsolutePath().resolve("data");
        Files.createDirectories(folder);
        if (!Files.isDirectory(data)) {
            new MySqlTemplate(binaries).copyTo(data);
        }
        return listen(command(binaries, data), folder, port);
    }

    /** Starts what the command names on a port and waits until it listens. */
    static EmbeddedMySql listen(List<String> command, Path folder, int port) throws IOException {
        int actualPort = port == 0 ? ServerProcess.freePort() : port;
        Path log = folder.resolve("mysqld.log");
        List<String> listening = new ArrayList<>(command);
        listening.addAll(List.of("--port=" + actualPort, "--bind-address=127.0.0.1", "--max-connections=300",
            "--socket=" + socket(folder, actualPort), "--pid-file=" + folder.toAbsolutePath().resolve("data/mysqld.pid")));
        Process process = ServerProcess.start(listening, log);
        ServerProcess.awaitPort(process, actualPort, log);
        return new EmbeddedMySql(process, actualPort);
    }

    /** A Unix socket path may have 107 bytes only, so a deep folder gets one elsewhere. */
    private static Path socket(Path folder, int port) {
        Path inFolder = folder.toAbsolutePath().resolve("mysqld.sock");
        return inFolder.toString().length() < 100 ? inFolder : Path.of(System.getProperty("java.io.tmpdir"), "tandem-mysql-" + port + ".sock");
    }

    static List<String> command(ServerBinaries binaries, Path data) throws IOException {
        return List.of(binaries.mysqld().toString(), "--no-defaults", "--basedir=" + binaries.mysqlHome(), "--datadir=" + data,
            "--lc-messages-dir=" + binaries.mysqlHome().resolve("share"), "--user=" + System.getProperty("user.name"),
            "--default-time-zone=+00:00", "--character-set-server=utf8mb4", "--secure-file-priv=NULL", "--skip-name-resolve",
            "--mysqlx=OFF", "--skip-log-bin", "--performance-schema=OFF", "--innodb-buffer-pool-size=64M", "--innodb-redo-log-capacity=32M");
    }

    public int port() {
        return port;
    }

    /** URL without a schema. */
    public String jdbcUrl() {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + OPTIONS;
    }

    public String username() {
        return "tandem";
    }

    public String password() {
        return "tandem";
    }

    public long pid() {
        return process.pid();
    }

    /** Stops the server and waits for its end. */
    @Override public void close() {
        ServerProcess.stop(process.toHandle());
    }
}
