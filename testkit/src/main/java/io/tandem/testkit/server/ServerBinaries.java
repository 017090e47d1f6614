package io.tandem.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Where the binaries of the embedded servers lie: {@code .tandem/servers} of the work tree, filled by testkit's build. */
public final class ServerBinaries {
    private static final String REDIS_X64 = "redis-server-6.2.6-v5-linux-amd64";
    private static final String REDIS_ARM64 = "redis-server-6.2.7-linux-arm64";

    private final Path folder;

    private ServerBinaries(Path folder) {
        this.folder = folder;
    }

    /**
     * Looks in {@code tandem.home}, else upward from the working directory.
     *
     * @throws IllegalStateException if nobody built testkit yet; the message says what to run
     */
    public static ServerBinaries locate() {
        String home = System.getProperty("tandem.home", "");
        Path start = home.isEmpty() ? Path.of("").toAbsolutePath() : Path.of(home).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            Path servers = at.resolve(".tandem/servers");
            if (Files.isRegularFile(servers.resolve("mysql/bin/mysqld"))) {
                return new ServerBinaries(servers);
            }
        }
        throw new IllegalStateException("no embedded MySQL under .tandem/servers of " + start
            + " or a folder above; build testkit first (mvn -pl testkit -am process-resources)");
    }

    Path mysqlHome() {
        return folder.resolve("mysql");
    }

    /** An initialised MySQL data folder that is copied for each new server; made once, by {@link MySqlTemplate}. */
    Path mysqlTemplate() {
        return folder.resolve("mysql-template");
    }

    Path mysqld() throws IOException {
        return executable(mysqlHome().resolve("bin/mysqld"));
    }

    /** The Redis server binary, taken out of the jar that carries it. */
    Path redisServer() throws IOException {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).contains("aarch64") ? REDIS_ARM64 : REDIS_X64;
        Path target = folder.resolve(name);
        try (FileLock lock = lock()) {
            if (lock.isValid() && !Files.exists(target)) {
                copyResource(name, target);
            }
        }
        return executable(target);
    }

    private static void copyResource(String name, Path target) throws IOException {
        Path part = target.resolveSibling(name + ".part");
        try (InputStream in = ServerBinaries.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("no resource " + name + " on the class path (embedded-redis jar missing?)");
            }
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path executable(Path file) throws IOException {
        if (!Files.isExecutable(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return file;
    }

    /** Held while something under the folder is made, so that two JVMs do not make it twice. */
    FileLock lock() throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return channel.lock();
    }
}
