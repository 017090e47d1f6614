package io.tandem.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Redis server as a child process on 127.0.0.1. The process outlives this JVM unless it is closed. Any thread. */
public final class EmbeddedRedis implements AutoCloseable {
    private final Process process;
    private final int port;

    private EmbeddedRedis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param folder holds the append-only file and {@code redis.log}
     * @param port TCP port; 0 picks a free one
     */
    public static EmbeddedRedis start(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        int actualPort = port == 0 ? ServerProcess.freePort() : port;
        Path log = folder.resolve("redis.log");
        Process process = ServerProcess.start(List.of(ServerBinaries.locate().redisServer().toString(),
            "--bind", "127.0.0.1", "--port", Integer.toString(actualPort), "--dir", folder.toAbsolutePath().toString(),
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--databases", "32", "--daemonize", "no"), log);
        ServerProcess.awaitPort(process, actualPort, log);
        return new EmbeddedRedis(process, actualPort);
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    public long pid() {
        return process.pid();
    }

    /** Stops the server and waits for its end. */
    @Override public void close() {
        ServerProcess.stop(process.toHandle());
    }
}
