package io.tandem.ha.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.tandem.ha.client.HaClient;
import io.tandem.ha.client.HaUnreachableException;
import io.tandem.ha.client.NodeState;
import org.junit.jupiter.api.Assumptions;

/** A pair in the lab ({@code src/test/lab/lab help}): real managers on sp1 and sp2, and a phone in the internet. */
class PairLab implements AutoCloseable {
    static final String SHARED = "198.51.100.10";
    private static final String PORT = "5070";
    private static final long READY_SECONDS = 60;
    private final Path script = Path.of("src/test/lab/lab").toAbsolutePath();
    private final String id = "ha" + ProcessHandle.current().pid();
    protected final Path folder;
    private final String extra;
    private final BlockingQueue<String> phone = new LinkedBlockingQueue<>();
    private final String[] managers = new String[2];
    private final List<Process> processes = new ArrayList<>();

    /** @param extra lines of {@code tandem.ha-manager.pair} */
    PairLab(Path folder, String extra) throws IOException, InterruptedException {
        this.folder = folder;
        this.extra = extra;
        lab("up", "pro");
    }

    /** Nodes are network namespaces. Without root a test is skipped, or fails where {@code TANDEM_NO_SKIP} is set. */
    static void needRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && System.getenv("TANDEM_NO_SKIP") != null) throw new IllegalStateException("this test needs root, and TANDEM_NO_SKIP forbids to skip it");
        Assumptions.assumeTrue(root, "skipped: two nodes in network namespaces need root");
    }

    /** Runs a command of the lab. */
    String lab(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) throw new IOException("lab " + String.join(" ", arguments) + " ended with " + code + ": " + output);
        return output;
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LAB_ID", id);
        builder.environment().put("LAB_TTL", "1800");
        return builder.start();
    }

    static List<String> java(String mainClass, String... arguments) {
        // The manager claims the real-time scheduler itself; the service and the phone must not be what is measured on a busy machine.
        List<String> command = new ArrayList<>(mainClass.endsWith("HaManager") ? List.of() : List.of("chrt", "-r", "20"));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-XX:+PerfDisableSharedMem", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                mainClass));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** @return its process number on the node */
    String spawn(String node, String name, List<String> command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("spawn", node, name));
        arguments.addAll(command);
        return lab(arguments.toArray(String[]::new)).strip();
    }

    /** Boots a node's programs: a service on the shared address, and the manager. */
    void boot(int node) throws IOException, InterruptedException {
        String name = "sp" + node;
        lab("exec", name, "sysctl", "-qw", "net.ipv4.ip_nonlocal_bind=1", "net.ipv6.ip_nonlocal_bind=1");
        spawn(name, "echo", java(EchoParty.class.getName(), SHARED, PORT, name));
        bootManager(node);
    }

    void bootManager(int node) throws IOException, InterruptedException {
        managers[node - 1] = spawn("sp" + node, "ha", java("io.tandem.ha.HaManager", "--server.port=0", "--tandem.config-file=" + config(node)));
    }

    void killManager(int node) throws IOException, InterruptedException { lab("exec", "sp" + node, "kill", "-9", managers[node - 1]); }

    /** Further settings of a node. */
    String more(int node) { return ""; }

    Path config(int node) throws IOException {
        int peer = 3 - node;
        return Files.writeString(folder.resolve("sp" + node + ".yml"), """
            tandem:
              secret: "secret-of-the-laboratory"
              data-dir: "%s"
              ha-manager:
                node: {name: sp%d, number: %d}
                pair:
                  links:
                    - {name: cross, local: 192.168.255.25%d, peer: 192.168.255.25%d}
                    - {name: service, local: 198.51.100.1%d, peer: 198.51.100.1%d, reflected: true}
                  ping-nodes: [198.51.100.1, 198.51.100.2]
                  shared:
                    - {card: eth0, address: %s/24}
                    - {card: eth0, address: "2001:db8:a::10/64"}
            %s
            """.formatted(data(node), node, node - 1, node, peer, node, peer, SHARED, extra.indent(6)) + more(node));
    }

    private Path data(int node) { return folder.resolve("d" + node); }

    HaClient client(int node) { return new HaClient(HaClient.defaultSocket(data(node))); }

    NodeState state(int node) {
        try {
            return client(node).status().state();
        } catch (HaUnreachableException e) {
            return NodeState.UNKNOWN;
        }
    }

    String log(int node) throws IOException, InterruptedException { return lab("log", "sp" + node, "ha"); }

    /** The managers' last lines. */
    String logs() {
        try {
            return log(1).lines().reduce("sp1", (all, line) -> (all + "\n" + line)).transform(PairLab::end)
                    + log(2).lines().reduce("\nsp2", (all, line) -> (all + "\n" + line)).transform(PairLab::end);
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String end(String text) { return text.substring(Math.max(0, text.length() - 1500)); }

    /** The phone begins to talk. */
    void call() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("exec", "internet"));
        arguments.addAll(java(GapClient.class.getName(), SHARED, PORT));
        Process process = start(arguments.toArray(String[]::new));
        processes.add(process);
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) phone.add(line);
            } catch (IOException e) {
                phone.add("ended: " + e.getMessage());
            }
        });
    }

    /** Whether the shared IPv6 address answers ICMP outside. */
    boolean answersIpv6() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("exec", "internet"));
        arguments.addAll(java(Reach.class.getName(), "2001:db8:a::10"));
        return lab(arguments.toArray(String[]::new)).contains("reached");
    }

    /** What the phone has noticed since it was asked last. */
    List<String> noticed() {
        List<String> lines = new ArrayList<>();
        phone.drainTo(lines);
        return lines;
    }

    /** Waits until the phone says so. @return all lines up to that one */
    List<String> awaitPhone(Predicate<String> wanted) throws InterruptedException, IOException {
        List<String> lines = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (System.nanoTime() - end < 0) {
            String line = phone.poll(1, TimeUnit.SECONDS);
            if (line == null) continue;
            lines.add(line);
            if (wanted.test(line)) return lines;
        }
        throw new IOException("the phone noticed only " + lines + "\nsp1:\n" + log(1) + "\nsp2:\n" + log(2));
    }

    void await(int node, NodeState wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (state(node) != wanted) {
            if (System.nanoTime() - end > 0) throw new IOException("sp" + node + " is " + state(node) + ", not " + wanted + ":\n" + log(node));
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Until the active node says that its peer could take over. @return its number */
    int awaitProtected() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (System.nanoTime() - end < 0) {
            for (int node = 1; node <= 2; node++) if (isProtected(node)) return node;
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("no protected pair\nsp1:\n" + log(1) + "\nsp2:\n" + log(2));
    }

    private boolean isProtected(int node) {
        try {
            return client(node).report().message().contains("take-over: the peer can");
        } catch (HaUnreachableException e) {
            return false;
        }
    }

    @Override public void close() throws IOException, InterruptedException {
        processes.forEach(Process::destroy);
        lab("down");
    }
}
