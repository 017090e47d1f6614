package io.tandem.relay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import io.tandem.relay.os.SystemCalls;
import org.junit.jupiter.api.Assumptions;

/** Two network namespaces joined by a cable: phones on one end, the relay on the other; and a bpffs of their own. Needs root. */
final class VethLab implements PhoneLab {
    static final String PHONES = "10.201.0.1";
    static final String RELAY = "10.201.0.2";
    static final String PHONES6 = "fd00:201::1";
    static final String RELAY6 = "fd00:201::2";
    static final String DEVICE = "media0";

    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));
    private static final int CLONE_NEWNET = 0x4000_0000;

    final String phones = "tkp" + ProcessHandle.current().pid();
    final String relay = "tkr" + ProcessHandle.current().pid();
    final Path bpffs;

    private VethLab(Path bpffs) {
        this.bpffs = bpffs;
    }

    static VethLab up() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: network namespaces, eBPF, nftables");
        VethLab lab = new VethLab(Files.createTempDirectory("tandem-bpffs"));
        lab.run("ip netns add " + lab.phones);
        lab.run("ip netns add " + lab.relay);
        lab.run("mount -t bpf bpf " + lab.bpffs);
        lab.run("ip -n " + lab.phones + " link add p0 type veth peer name " + DEVICE + " netns " + lab.relay);
        lab.end(lab.phones, "p0", PHONES, PHONES6);
        lab.end(lab.relay, DEVICE, RELAY, RELAY6);
        // what arrives still lacks its checksum, what leaves gets it: phones see if it was updated wrongly meanwhile
        if (Files.isExecutable(Path.of("/usr/sbin/ethtool"))) lab.inRelay("ethtool -K " + DEVICE + " tx off");
        return lab;
    }

    private void end(String namespace, String device, String address, String address6) throws Exception {
        String ip = "ip -n " + namespace + " ";
        run(ip + "addr add " + address + "/24 dev " + device);
        run(ip + "addr add " + address6 + "/64 dev " + device + " nodad");
        run(ip + "link set " + device + " up");
        run(ip + "link set lo up");
    }

    String inRelay(String command) throws Exception {
        return run("ip netns exec " + relay + " " + command);
    }

    /** Waits for the end. @return what it printed */
    static String run(String command) throws Exception {
        Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(command + ": " + output);
        return output;
    }

    /** A Java program in the relay's namespace. */
    Process start(Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", relay, Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Override
    public <T> T amongPhones(Callable<T> work) throws Exception {
        return within(phones, work);
    }

    static <T> T within(String namespace, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(namespace);
            return work.call();
        });
        Thread.ofPlatform().start(task); // a thread of its own, as it never comes back from there
        return task.get();
    }

    private static void enter(String namespace) {
        try (Arena arena = Arena.ofConfined()) {
            SystemCalls calls = new SystemCalls(arena);
            long fd = calls.call(ARM ? 56 : 257, -100, arena.allocateFrom("/run/netns/" + namespace).address(), 0, 0, 0, 0);
            long entered = calls.call(ARM ? 268 : 308, fd, CLONE_NEWNET, 0, 0, 0, 0);
            calls.call(ARM ? 57 : 3, fd, 0, 0, 0, 0, 0);
            if (entered < 0) throw new IllegalStateException("setns " + namespace + ": " + SystemCalls.reason(entered));
        }
    }

    @Override
    public void close() throws Exception {
        run("ip netns del " + phones);
        run("ip netns del " + relay);
        run("umount " + bpffs);
        Files.delete(bpffs);
    }
}
