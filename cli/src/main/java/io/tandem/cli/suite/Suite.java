package io.tandem.cli.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.tandem.data.MariaDbSocketFactory;
import io.tandem.data.migration.SchemaMigration;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.EmbeddedRedis;

/** Starts, stops and inspects the suite. One thread. */
public final class Suite {
    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final List<String> DATABASES = List.of("mysql", "redis");

    private final Workspace workspace;
    private final DevelopmentConfig config;
    private final PrintStream out;
    private final Deque<ProcessHandle> startedByThisRun = new ArrayDeque<>();

    public Suite(Workspace workspace, Map<String, String> environment, PrintStream out) {
        this.workspace = workspace;
        this.config = DevelopmentConfig.from(environment);
        this.out = out;
    }

    /**
     * Starts what does not run yet and waits until all is healthy. If it is interrupted by Ctrl-C or fails, what it
     * started is ended again.
     */
    public void up() throws IOException, SQLException, InterruptedException {
        Thread undo = new Thread(this::endStarted, "undo-up");
        Runtime.getRuntime().addShutdownHook(undo);
        try (SuiteLock _ = SuiteLock.take(workspace)) {
            config.write(workspace);
            startDatabases();
            if (!Files.exists(workspace.aotCache())) {
                trainAotCache();
            }
            startServices();
            startedByThisRun.clear();
        } finally {
            endStarted();
            Runtime.getRuntime().removeShutdownHook(undo);
        }
    }

    /** Starts one service again after it ended or was killed, and waits until it is healthy. */
    public void start(Service service) throws IOException, InterruptedException {
        launch(service);
        awaitHealth(List.of(service), System.nanoTime());
        startedByThisRun.clear();
    }

    /** Command line of one more instance of a service, such as {@code --server.port=15063}; who runs it ends it. */
    public List<String> command(Service service, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(new JavaCommand(workspace).service(service));
        command.addAll(settings);
        return command;
    }

    /** Ends everything, services before databases. */
    public void down() throws IOException {
        try (SuiteLock _ = SuiteLock.take(workspace)) {
            List<String> services = Service.ALL.stream().map(Service::name).toList();
            int ended = end(services) + end(DATABASES);
            out.println(ended == 0 ? "nothing was running" : "stopped " + ended + " processes; data stays in " + workspace.state());
        }
    }

    /** Ends one service with SIGTERM, or SIGKILL if {@code force}. */
    public void stop(Service service, boolean force) throws IOException {
        Optional<ProcessHandle> process = Pid.alive(workspace.pidFile(service.name()));
        if (process.isPresent() && force) {
            process.get().destroyForcibly();
        }
        end(List.of(service.name()));
    }

    public boolean runs(Service service) throws IOException {
        return Pid.alive(workspace.pidFile(service.name())).isPresent();
    }

    /** Prints the table of services; true only if all are healthy. */
    public boolean status() throws IOException {
        boolean allUp = true;
        out.printf("%-18s %-8s %-10s %-24s %s%n", "SERVICE", "PID", "HEALTH", "MANAGEMENT", "LISTENS");
        try (Health health = new Health()) {
            for (Service service : Service.ALL) {
                Optional<ProcessHandle> process = Pid.alive(workspace.pidFile(service.name()));
                Health.Report report = process.isPresent() ? health.of(service) : new Health.Report(false, "STOPPED");
                allUp &= report.up();
                out.printf("%-18s %-8s %-10s %-24s %s%n", service.name(), process.map(p -> Long.toString(p.pid())).orElse("-"), report.text(),
                    "http://127.0.0.1:" + service.managementPort(), service.listens());
            }
        }
        allUp &= databaseStatus("mysql", config.embeddedMySql(), "127.0.0.1:" + DevelopmentConfig.MYSQL_PORT + " (tandem/tandem)");
        allUp &= databaseStatus("redis", config.embeddedRedis(), "127.0.0.1:" + DevelopmentConfig.REDIS_PORT);
        return allUp;
    }

    private boolean databaseStatus(String name, boolean embedded, String where) throws IOException {
        if (!embedded) {
            out.printf("%-18s %-8s %-10s %-24s %s%n", name, "-", "EXTERNAL", "-", "set by the environment");
            return true;
        }
        Optional<ProcessHandle> process = Pid.alive(workspace.pidFile(name));
        out.printf("%-18s %-8s %-10s %-24s %s%n", name, process.map(p -> Long.toString(p.pid())).orElse("-"),
            process.isPresent() ? "RUNNING" : "STOPPED", "-", where);
        return process.isPresent();
    }

    private void startDatabases() throws IOException, SQLException {
        if (config.embeddedMySql() && Pid.alive(workspace.pidFile("mysql")).isEmpty()) {
            out.println("starting MySQL ...");
            started("mysql", EmbeddedMySql.start(workspace.state().resolve("mysql"), DevelopmentConfig.MYSQL_PORT).pid());
        }
        if (config.embeddedRedis() && Pid.alive(workspace.pidFile("redis")).isEmpty()) {
            out.println("starting Redis ...");
            started("redis", EmbeddedRedis.start(workspace.state().resolve("redis"), DevelopmentConfig.REDIS_PORT).pid());
        }
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(config.dbUrl());
        source.setUser(config.dbUsername());
        source.setPassword(config.dbPassword());
        source.setSocketFactory(MariaDbSocketFactory.class.getName());
        int applied = SchemaMigration.migrate(source);
        if (applied > 0) {
            out.println("schema migrated, " + applied + " steps");
        }
    }

    private void trainAotCache() throws IOException, InterruptedException {
        for (Service service : Service.ALL) {
            if (runs(service)) {
                return; // their ports are taken; a later up makes the cache
            }
        }
        out.println("preparing the start-up cache (once per build, about half a minute) ...");
        Process process = spawn(new JavaCommand(workspace).training(), workspace.log("aot-training"));
        startedByThisRun.push(process.toHandle());
        int code = process.waitFor();
        startedByThisRun.pop();
        if (code != 0) {
            throw new IOException("a service failed in the training run; see " + workspace.log("aot-training"));
        }
    }

    private void startServices() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        List<Service> waiting = new ArrayList<>();
        for (Service service : Service.ALL) {
            if (!runs(service)) {
                launch(service);
            }
            waiting.add(service);
        }
        awaitHealth(waiting, begin);
    }

    private void launch(Service service) throws IOException {
        Process process = spawn(new JavaCommand(workspace).service(service), workspace.log(service.name()));
        started(service.name(), process.pid());
    }

    private void awaitHealth(List<Service> services, long begin) throws IOException, InterruptedException {
        List<Service> waiting = new ArrayList<>(services);
        try (Health health = new Health()) {
            while (!waiting.isEmpty()) {
                for (Service service : List.copyOf(waiting)) {
                    if (health.of(service).up()) {
                        waiting.remove(service);
                        out.printf("  %-18s healthy after %.1f s%n", service.name(), secondsSince(begin));
                    } else if (!runs(service)) {
                        throw new IOException(service.name() + " ended at start; its log " + workspace.log(service.name()) + " ends:\n"
                            + tail(workspace.log(service.name())));
                    }
                }
                if (secondsSince(begin) > START_LIMIT.toSeconds()) {
                    throw new IOException("not healthy after " + START_LIMIT.toSeconds() + " s: "
                        + waiting.stream().map(s -> s.name() + " " + health.of(s).text()).toList());
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private Process spawn(List<String> command, Path log) throws IOException {
        Files.createDirectories(log.getParent());
        return new ProcessBuilder(command).redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    private void started(String name, long pid) throws IOException {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> new IOException(name + " ended at once; see " + workspace.log(name)));
        Pid.remember(workspace.pidFile(name), process);
        startedByThisRun.push(process);
    }

    private void endStarted() {
        while (!startedByThisRun.isEmpty()) {
            endAndAwait(List.of(startedByThisRun.pop()));
        }
    }

    private int end(List<String> names) throws IOException {
        List<ProcessHandle> processes = new ArrayList<>();
        for (String name : names) {
            Pid.alive(workspace.pidFile(name)).ifPresent(processes::add);
        }
        endAndAwait(processes);
        for (String name : names) {
            Files.deleteIfExists(workspace.pidFile(name));
        }
        return processes.size();
    }

    private static void endAndAwait(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                process.destroyForcibly();
            }
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    private static double secondsSince(long beginNanos) {
        return (System.nanoTime() - beginNanos) / 1e9;
    }
}
