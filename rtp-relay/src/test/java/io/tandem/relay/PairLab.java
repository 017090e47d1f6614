package io.tandem.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Assumptions;

/** Phones, and two relays that share an address, each in a network namespace of its own, on one bridge with a Redis. Needs root. */
final class PairLab implements PhoneLab {
    static final String PHONES = "10.202.0.1";
    static final String SHARED = "10.202.0.10";
    static final String NETWORK = "/24";
    private static final int REDIS_PORT = 6379;

    private final String phones = "tpp" + ProcessHandle.current().pid();
    private final List<String> nodes = List.of("tpa" + ProcessHandle.current().pid(), "tpb" + ProcessHandle.current().pid());
    private final Path folder;
    private final Process redis;

    private PairLab(Path folder) throws Exception {
        this.folder = folder;
        VethLab.run("ip netns add " + phones);
        VethLab.run("ip -n " + phones + " link add br0 type bridge");
        VethLab.run("ip -n " + phones + " addr add " + PHONES + NETWORK + " dev br0");
        VethLab.run("ip -n " + phones + " link set br0 up");
        VethLab.run("ip -n " + phones + " link set lo up");
        for (int i = 0; i < nodes.size(); i++) {
            VethLab.run("ip netns add " + nodes.get(i));
            VethLab.run("ip -n " + phones + " link add n" + i + " type veth peer name media0 netns " + nodes.get(i));
            VethLab.run("ip -n " + phones + " link set n" + i + " master br0");
            VethLab.run("ip -n " + phones + " link set n" + i + " up");
            VethLab.run("ip -n " + nodes.get(i) + " addr add " + own(i) + NETWORK + " dev media0");
            VethLab.run("ip -n " + nodes.get(i) + " link set media0 up");
            VethLab.run("ip -n " + nodes.get(i) + " link set lo up");
        }
        redis = new ProcessBuilder("ip", "netns", "exec", phones, "redis-server", "--bind", PHONES, "--port", Integer.toString(REDIS_PORT), "--save", "",
                "--protected-mode", "no", "--dir", folder.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        address(0, true);
    }

    static PairLab up() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: network namespaces");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/redis-server")), "needs Debian's redis-server");
        return new PairLab(Files.createTempDirectory("tandem-pair"));
    }

    /** Address that a node has for itself. */
    static String own(int node) {
        return "10.202.0." + (2 + node);
    }

    static String redisUri() {
        return "redis://" + PHONES + ":" + REDIS_PORT;
    }

    /** The shared address comes or goes, and everybody knows. */
    void address(int node, boolean has) throws Exception {
        VethLab.run("ip -n " + nodes.get(node) + " addr " + (has ? "add " : "del ") + SHARED + NETWORK + " dev media0");
        if (has) VethLab.run("ip -n " + phones + " neigh flush all");
    }

    /** A relay in a node's namespace. */
    Relay relay(int node, boolean standby, String kernel) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", nodes.get(node),
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1",
                "-Xmx128m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), PairedRelay.class.getName(), own(node),
                Boolean.toString(standby), kernel));
        return new Relay(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    @Override
    public <T> T amongPhones(Callable<T> work) throws Exception {
        return VethLab.within(phones, work);
    }

    @Override
    public void close() throws Exception {
        redis.destroyForcibly().waitFor();
        for (String node : nodes) {
            VethLab.run("ip netns del " + node);
        }
        VethLab.run("ip netns del " + phones);
        Files.deleteIfExists(folder.resolve("log"));
        Files.deleteIfExists(folder);
    }

    /** One end of the pair: commands as lines, an answer each. */
    static final class Relay implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;

        private Relay(Process process) throws IOException {
            this.process = process;
            this.answers = process.inputReader(StandardCharsets.UTF_8);
            answer();
        }

        private String answer() throws IOException {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(PairedRelay.MARK)) return line.substring(PairedRelay.MARK.length());
                System.out.println("relay " + process.pid() + ": " + line);
            }
            throw new IOException("the relay has ended");
        }

        /** @param command one of {@link PairedRelay} */
        String ask(String command) throws IOException {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return answer();
        }

        /** As a power failure does it. */
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public void close() throws Exception {
            if (process.isAlive()) ask("stop");
            process.waitFor();
        }
    }
}
