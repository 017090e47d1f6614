package io.tandem.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A database server run as a child process, its output in a log file. Its temporary files lie beside that: MariaDB deletes at its start what others of its kind
 * have in the folder they share. Any thread.
 */
final class ServerProcess {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private ServerProcess() {}

    static Process start(List<String> command, Path log) throws IOException {
        Path temporary = Files.createDirectories(log.toAbsolutePath().resolveSibling("tmp"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TMPDIR", temporary.toString());
        return builder.redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    }

    /** Runs a program that prepares a server, to its end. */
    static void run(List<String> command, Path log) throws IOException {
        Process process = start(command, log);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("%s ended with %d; its log %s ends: %s".formatted(command.getFirst(), process.exitValue(), log, tail(log)));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        }
    }

    /** Returns once the port accepts a connection. */
    static void awaitPort(Process process, int port, Path log) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!accepts(port)) {
            if (exitsWithin(process, 50)) {
                throw new IOException("server ended with " + process.exitValue() + " at start; its log " + log + " ends: " + tail(log));
            }
            if (System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("server did not listen on 127.0.0.1:" + port + " within " + START_LIMIT.toSeconds() + " s; see " + log);
            }
        }
    }

    static void stop(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            process.destroyForcibly();
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    static String tail(Path log) throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1) : List.of();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private static boolean exitsWithin(Process process, long millis) throws IOException {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server started", e);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
