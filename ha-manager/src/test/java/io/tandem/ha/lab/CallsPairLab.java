package io.tandem.ha.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A pair whose nodes have a Redis and a B2BUA on the shared address each, and two parties in the internet with calls between them. */
final class CallsPairLab extends PairLab {
    private static final long PATIENCE_SECONDS = 60;
    private final BlockingQueue<String> parties = new LinkedBlockingQueue<>();

    CallsPairLab(Path folder) throws IOException, InterruptedException { super(folder, ""); }

    @Override String more(int node) {
        return """
              redis: {uri: "redis://127.0.0.1:6379"}
              b2bua:
                listen: {address: %s, port: 5080}
                control: {listen: "127.0.0.1:0"}
            tandem.ha-manager.stores.redis.uri: "redis://127.0.0.1:6379"
            tandem.ha-manager.stores.redis.peer: "192.168.255.25%d:6379"
            """.formatted(SHARED, 3 - node);
    }

    @Override void boot(int node) throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("redis" + node));
        spawn("sp" + node, "redis", List.of("/usr/bin/redis-server", "--port", "6379", "--bind", "127.0.0.1", "192.168.255.25" + node,
            "--protected-mode", "no", "--dir", data.toString(), "--save", "", "--appendonly", "no", "--repl-diskless-sync", "yes",
            "--repl-diskless-sync-delay", "0", "--repl-timeout", "3", "--repl-ping-replica-period", "1",
            "--replicaof", "192.168.255.25" + (3 - node), "6379"));
        super.boot(node);
        List<String> b2bua = java("io.tandem.b2bua.B2buaService", "--server.port=0", "--tandem.config-file=" + config(node));
        spawn("sp" + node, "b2bua", b2bua.subList(3, b2bua.size())); // not in real time
    }

    /** Until what is written on this node is on the other one, too. */
    void awaitStores(int node) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String report = "";
        while (System.nanoTime() - end < 0) {
            report = client(node).report().message();
            if (report.contains("store redis: master, the replica is")) return;
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the stores are not in step: " + report + logs());
    }

    /** Sets calls up. */
    void calls(int count) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("exec", "internet"));
        List<String> program = java(CallParties.class.getName(), SHARED, "5080", "203.0.113.100", Integer.toString(count), hangUp().toString());
        arguments.addAll(program.subList(3, program.size()));
        Process process = start(arguments.toArray(String[]::new));
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) parties.add(line);
            } catch (IOException e) {
                parties.add("ended: " + e.getMessage());
            }
        });
    }

    private Path hangUp() { return folder.resolve("hang-up"); }

    /** Has every call ended, by one party or the other in turn. */
    void hangUpAll() throws IOException { Files.createFile(hangUp()); }

    /** Waits for a line that begins so. */
    String hear(String beginning) throws IOException, InterruptedException {
        List<String> heard = new ArrayList<>();
        while (true) {
            String line = parties.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) throw new IOException("heard only " + heard + "\n" + logs() + servers());
            if (line.startsWith(beginning)) return line;
            heard.add(line);
        }
    }

    /** What the B2BUAs have logged. */
    String servers() throws IOException, InterruptedException {
        return lab("log", "sp1", "b2bua") + lab("log", "sp2", "b2bua");
    }

    String redis(int node, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("exec", "sp" + node, "redis-cli"));
        command.addAll(List.of(words));
        return lab(command.toArray(String[]::new)).strip();
    }
}
