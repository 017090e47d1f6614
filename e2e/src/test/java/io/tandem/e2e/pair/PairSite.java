package io.tandem.e2e.pair;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.tandem.cli.cfg.CfgCommand;
import io.tandem.cli.suite.Service;
import io.tandem.cli.suite.Suite;
import io.tandem.cli.suite.Workspace;
import io.tandem.ha.client.HaClient;
import io.tandem.ha.client.HaUnreachableException;
import io.tandem.ha.client.NodeState;
import picocli.CommandLine;

/**
 * A PRO pair in the lab with the whole suite on each node: configured by {@code tandem cfg} from the shipped example with the lab's addresses, its MariaDB and
 * Redis run with the files that this writes, its services from {@code deploy/target/dist} with the command lines of their units (as root, without systemd's
 * limits).
 */
final class PairSite implements AutoCloseable {
    static final String SHARED = "198.51.100.10";
    static final String DOMAIN = "pair.e2e.tandem";
    private static final String CALLERS = "203.0.113.101";
    private static final String CALLEES = "203.0.113.102";
    /** Five services that start at once on two cores take a minute. */
    private static final long PATIENCE_SECONDS = 180;
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path LAB = ROOT.resolve("ha-manager/src/test/lab/lab");
    /** Where packets and logs of the nodes stay, {@code tandem.test.pair.keep}. */
    private static final Optional<Path> KEEP = Optional.ofNullable(System.getProperty("tandem.test.pair.keep")).map(Path::of);
    private static final Optional<String> WARM_UP = Optional.ofNullable(System.getProperty("tandem.test.pair.warm-up")); // calls
    static final String API = "provisioning-api";
    static final List<String> SERVICES = List.of("rtp-relay", "b2bua-service", "proxy-service", "lb-service", "billing-service");
    private static final String NETWORK = """
        hosts:
          sp1:
            peer: sp2
            role: [lb, proxy, db, mgmt]
            interfaces: [eth0, eth1]
            eth0: {ip: 198.51.100.11, netmask: 24, gateway: 198.51.100.1, shared_ip: [198.51.100.10], type: [sip_ext, rtp_ext, web_ext, web_int, ssh_ext]}
            eth1: {ip: 192.168.255.251, netmask: 29, shared_ip: [192.168.255.250], type: [ha_int, sip_int, mon_ext]}
          sp2:
            peer: sp1
            role: [lb, proxy, db, mgmt]
            interfaces: [eth0, eth1]
            eth0: {ip: 198.51.100.12, netmask: 24, gateway: 198.51.100.1, shared_ip: [198.51.100.10], type: [sip_ext, rtp_ext, web_ext, web_int, ssh_ext]}
            eth1: {ip: 192.168.255.252, netmask: 29, shared_ip: [192.168.255.250], type: [ha_int, sip_int, mon_ext]}
        """;

    private final String id = "pair" + ProcessHandle.current().pid();
    private final Path folder;
    private final Use use;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Map<String, String> running = new HashMap<>();
    private Process phones;
    private PrintWriter toPhones;

    /** What runs on a node, with what arguments besides, and who talks to it from outside. */
    record Use(List<String> services, Map<String, List<String>> arguments, Class<?> phones) {}

    PairSite(Path folder) throws Exception { this(folder, new Use(SERVICES, Map.of(), Phones.class)); }

    PairSite(Path folder, Use use) throws Exception {
        this.folder = folder;
        this.use = use;
        configure();
        lab("up", "pro");
    }

    private void configure() throws IOException {
        if (KEEP.isPresent()) Files.createDirectories(KEEP.get());
        Path etc = Files.createDirectories(folder.resolve("root/etc/tandem"));
        Files.writeString(etc.resolve("network.yml"), NETWORK);
        Files.writeString(etc.resolve("secret.yml"), "tandem:\n  secret: \"0123456789abcdef0123456789abcdef\"\n");
        String health = String.join(", ", use.services().stream().map(name -> "{name: %s, url: \"http://127.0.0.1:%d/actuator/health\"}"
            .formatted(name, Service.named(name).managementPort())).toList());
        Files.writeString(etc.resolve("config.yml"), Files.readString(ROOT.resolve("deploy/src/main/site/pro/config.yml"))
            .replace("buffer-pool: 2G, max-memory: 1gb", "buffer-pool: 64M, max-memory: 100mb"));
        for (int node = 1; node <= 2; node++) {
            Files.writeString(etc.resolve("config.sp" + node + ".yml"), """
                tandem:
                  data-dir: %s
                  lb: {dos: {whitelisted-ips: [%s, %s]}}
                  rtp-relay: {kernel: {pin: /sys/fs/bpf/tandem-relay-sp%d}}
                  ha-manager:
                    health: {services: [%s], starting: 300s}
                    pair: {ping-nodes: [198.51.100.1, 198.51.100.2]}
                    stores:
                      database: {url: "jdbc:mysql://127.0.0.1:3306/", username: tandem-ha, password: secret, peer: "192.168.255.25%d:3306",
                        replica-username: replica, replica-password: secret}
                """.formatted(data(node), CALLERS, CALLEES, node, health, 3 - node));
        }
        StringWriter err = new StringWriter();
        int code = new CommandLine(new CfgCommand()).setOut(new PrintWriter(err)).setErr(new PrintWriter(err))
            .execute("--root", folder.resolve("root").toString(), "--node", "sp1", "build", "--to", folder.resolve("built").toString(), "--all");
        if (code != 0) throw new IOException(err.toString());
    }

    Path authority(int node) { return data(node).resolve(API).resolve("ca.pem"); }

    Path data(int node) { return folder.resolve("d" + node); }

    /** Runs a command of the lab. */
    String lab(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) throw new IOException("lab " + String.join(" ", arguments) + " ended with " + code + ": " + output);
        return output;
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAB.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LAB_ID", id);
        builder.environment().put("LAB_TTL", "7200");
        return builder.start();
    }

    void spawn(int node, String name, List<String> command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("spawn", "sp" + node, name));
        arguments.addAll(command);
        running.put(name + node, lab(arguments.toArray(String[]::new)).strip());
    }

    /** Both nodes with all they have, until calls would be served. */
    int up(int pairs) throws Exception {
        for (int node = 1; node <= 2; node++) {
            install(node);
            bootStores(node);
            service(node, "ha-manager");
        }
        int active = awaitStores();
        service(active, API);
        awaitHealth(active, API);
        Files.copy(authority(active), authority(3 - active)); // clients trust one
        for (int node : new int[] {active, 3 - active}) { // five at a time: ten would take longer than they may
            for (String name : use.services()) if (node != active || !name.equals(API)) service(node, name);
            for (String name : use.services()) awaitHealth(node, name);
        }
        lab("exec", "sp" + active, java(), "-cp", System.getProperty("java.class.path"), Provision.class.getName(),
            authority(active).toString(), DOMAIN, Integer.toString(pairs));
        if (!use.services().contains(API)) stop(active, API);
        if (KEEP.isPresent()) {
            for (int node = 1; node <= 2; node++) capture(node, KEEP.get());
        }
        if (awaitStores() != active) throw new IOException("the role has changed at the start" + logs());
        phones();
        return active;
    }

    /** As packages do; the other settings are the whole machine's. */
    private void setKernel(int node) throws IOException, InterruptedException {
        for (String line : Files.readAllLines(ROOT.resolve("deploy/src/main/packages/common/usr/lib/sysctl.d/60-tandem.conf"))) {
            if (line.startsWith("net.ipv")) lab("exec", "sp" + node, "sysctl", "-qw", line.replace(" ", ""));
        }
    }

    private void install(int node) throws IOException, InterruptedException {
        setKernel(node);
        lab("exec", "sp" + node, "sh", "-c", "rm -rf /etc/tandem && mkdir -p /etc/tandem /run/mysqld && cp -r '%1$s/built/sp%2$d/etc/.' /etc/"
            .formatted(folder, node) + " && cp '%s'/root/etc/tandem/* /etc/tandem/".formatted(folder));
        for (String name : Stream.concat(use.services().stream(), Stream.of(API, "ha-manager", "redis")).distinct().toList()) {
            Files.createDirectories(data(node).resolve(name));
        }
        Databases.install(Files.createDirectories(folder.resolve("mariadb" + node)));
    }

    private void bootStores(int node) throws IOException, InterruptedException {
        Path home = folder.resolve("mariadb" + node);
        String recovery = "%s %s /run/tandem-mariadb.cnf && exec \"$@\""
            .formatted(ROOT.resolve("deploy/src/main/database/mariadb-recovery"), data(node).resolve("ha-manager"));
        spawn(node, "mariadb", List.of("sh", "-c", recovery, "start", "/usr/sbin/mariadbd", "--user=root", "--datadir=" + home.resolve("data"),
            "--init-file=" + home.resolve("accounts.sql"),
            "--pid-file=" + home.resolve("pid"), "--tmpdir=" + home));
        spawn(node, "redis", List.of("/usr/bin/redis-server", "/etc/redis/redis.conf", "--dir", data(node).resolve("redis").toString(),
            "--logfile", "", "--supervised", "no"));
    }

    /** With the command line that units and {@code ./tandem up} have, and the configuration of the node. */
    private void service(int node, String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(new Suite(new Workspace(ROOT, folder), Map.of(), System.out).command(Service.named(name), List.of()));
        command.removeIf(word -> word.startsWith("--tandem.config-file") || word.equals("setsid"));
        command.add(1, "-XX:+PerfDisableSharedMem"); // nodes share /tmp and process ids
        if (KEEP.isPresent()) command.add(1, "-Xlog:gc,gc+cpu,safepoint:file=%s/sp%d-%s-pauses.log:time".formatted(KEEP.get(), node, name));
        command.addAll(use.arguments().getOrDefault(name, List.of()));
        WARM_UP.ifPresent(calls -> command.add("--tandem.warm-up.calls=" + calls));
        // CPUWeight=1000 of its unit
        if (name.equals("rtp-relay")) command.addAll(0, List.of("sh", "-c", "echo -10 > /proc/self/autogroup; exec \"$@\"", name));
        spawn(node, name, command);
    }

    void stop(int node, String name) throws IOException, InterruptedException { lab("exec", "sp" + node, "kill", running.get(name + node)); }

    private static String java() { return Path.of(System.getProperty("java.home"), "bin/java").toString(); }

    HaClient client(int node) { return new HaClient(HaClient.defaultSocket(data(node))); }

    NodeState state(int node) {
        try {
            return client(node).status().state();
        } catch (HaUnreachableException e) {
            return NodeState.UNKNOWN;
        }
    }

    /** Until both stores of the active node are followed by the other's. @return the active node */
    int awaitStores() throws Exception {
        return await("stores in step", () -> {
            for (int node = 1; node <= 2; node++) {
                if (state(node) != NodeState.ACTIVE) continue;
                String report = client(node).report().message();
                if (report.contains("store redis: master, the replica is") && report.contains("store database: master, each commit is on the peer")
                    && report.contains("take-over: the peer can")) return node;
            }
            return 0;
        }, node -> node > 0);
    }

    void awaitActive(int node) throws Exception { await("sp" + node + " active", () -> state(node), NodeState.ACTIVE::equals); }

    void awaitHealth(int node, String name) throws Exception {
        await("health of " + name + " on sp" + node, () -> curl(node, name, "health"), text -> text.startsWith("{"));
    }

    String curl(int node, String name, String what) throws IOException, InterruptedException {
        return lab("exec", "sp" + node, "sh", "-c", "curl -sf http://127.0.0.1:%d/actuator/%s || true".formatted(Service.named(name).managementPort(), what));
    }

    /** Until it is so. */
    <T> T await(String what, Callable<T> value, Predicate<T> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            T now = value.call();
            if (wanted.test(now)) return now;
            if (System.nanoTime() - end > 0) throw new IOException("never: " + what + ", but " + now + logs());
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    List<String> sql(int node, String query) throws IOException, InterruptedException {
        return lab("exec", "sp" + node, "mariadb", "--no-defaults", "-uroot", "-N", "-B", "-e", query)
            .lines().toList();
    }

    String redis(int node, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("exec", "sp" + node, "redis-cli", "--no-auth-warning"));
        command.addAll(redisPassword());
        command.addAll(List.of(words));
        return lab(command.toArray(String[]::new)).strip();
    }

    private List<String> redisPassword() throws IOException {
        return Files.readString(folder.resolve("built/sp1/etc/redis/redis.conf")).lines().filter(line -> line.startsWith("requirepass ")).findFirst()
            .map(line -> List.of("-a", line.substring(12))).orElse(List.of());
    }

    /** Gauges of what calls hold, by service. */
    Map<String, String> held(int node) throws IOException, InterruptedException {
        Map<String, String> held = new HashMap<>();
        for (String name : List.of("proxy-service", "b2bua-service", "rtp-relay")) {
            curl(node, name, "prometheus").lines().filter(line -> line.matches("tandem_(transactions_pending|calls|relay_sessions|relay_ports_in_use)[ {].*"))
                .filter(line -> !line.endsWith(" 0.0")).forEach(line -> held.put(name + " " + line.substring(0, line.lastIndexOf(' ')), line));
        }
        return held;
    }

    /** What runs on a node: process numbers there, by program. */
    Map<String, String> running(int node) {
        Map<String, String> here = new TreeMap<>();
        running.forEach((name, pid) -> {
            if (name.endsWith(Integer.toString(node))) here.put(name.substring(0, name.length() - 1), pid);
        });
        return here;
    }

    private void phones() throws IOException {
        phones = start("exec", "internet", "chrt", "-r", "20", java(), "-Xmx512m", "-Xmn8m", "-XX:+UseSerialGC", "-XX:MaxTenuringThreshold=0", "-XX:+PerfDisableSharedMem", "-cp",
            System.getProperty("java.class.path"), use.phones().getName(), SHARED, DOMAIN, CALLERS, CALLEES);
        toPhones = new PrintWriter(phones.outputWriter(StandardCharsets.UTF_8), true);
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(phones.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) heard.add(line);
            } catch (IOException e) {
                heard.add("ended: " + e.getMessage());
            }
        });
    }

    void tell(String command) { toPhones.println(command); }

    /** Waits for the line that begins so. @return it, and before it what else was said */
    List<String> hear(String word) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) throw new IOException("the phones said only " + lines + logs());
            lines.add(line);
            if (line.startsWith(word)) return lines;
        }
    }

    String ask(String command) throws IOException, InterruptedException {
        tell(command);
        return hear(command.split(" ")[0]).getLast();
    }

    /** What has been said since it was asked last. */
    List<String> said() {
        List<String> lines = new ArrayList<>();
        heard.drainTo(lines);
        return lines;
    }

    /** Power is back, and everything starts in the order of the units. */
    void boots(int node) throws Exception {
        lab("heal");
        lab("start", "sp" + node);
        setKernel(node);
        lab("exec", "sp" + node, "mkdir", "-p", "/run/mysqld");
        bootStores(node);
        service(node, "ha-manager");
        await("MariaDB on sp" + node, () -> lab("exec", "sp" + node, "sh", "-c", "mariadb --no-defaults -uroot -N -B -e 'select 1' || true"), "1\n"::equals);
        for (String name : use.services()) service(node, name);
    }

    /** As {@link #awaitHealth}; a program that has ended is started again, as {@code Restart=always} of its unit does. */
    void awaitStart(int node, String name) throws Exception {
        await("health of " + name + " on sp" + node, () -> {
            String health = curl(node, name, "health");
            if (health.isEmpty() && hasEnded(node, name)) service(node, name);
            return health;
        }, text -> text.startsWith("{"));
    }

    private boolean hasEnded(int node, String name) throws IOException, InterruptedException {
        return lab("exec", "sp" + node, "sh", "-c", "kill -0 " + running.get(name + node) + " 2> /dev/null || echo ended").contains("ended");
    }

    /** Everything that runs there stands still at one instant, then its cables are cut: on a busy machine it would notice that before it is killed. */
    void powerFails(int node) throws IOException, InterruptedException {
        lab("freeze", "sp" + node);
        lab("cut", "--silent", "sp" + node, "all");
        lab("kill", "sp" + node);
    }

    /** Ends of all logs. */
    String logs() {
        StringBuilder text = new StringBuilder();
        for (int node = 1; node <= 2; node++) {
            for (String name : Stream.concat(use.services().stream(), Stream.of("ha-manager", API, "mariadb", "redis")).distinct().toList()) {
                try {
                    String log = lab("log", "sp" + node, name);
                    text.append("\n--- sp").append(node).append(' ').append(name).append('\n').append(log.substring(Math.max(0, log.length() - 2500)));
                } catch (IOException notThere) {
                    text.append("\n--- sp").append(node).append(' ').append(name).append(" has no log");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return text.toString();
                }
            }
        }
        return text.toString();
    }

    private void capture(int node, Path to) throws IOException, InterruptedException {
        Files.createDirectories(to);
        String file = to.resolve("sp" + node + ".pcap").toString();
        spawn(node, "tcpdump", List.of("tcpdump", "-Z", "root", "-U", "-i", "any", "-s", "2000", "-w", file, "udp or arp"));
    }

    private void keepLogs(Path to) throws IOException, InterruptedException {
        Files.createDirectories(to);
        for (String each : running.keySet()) { // a program's name, then the number of its node
            String name = each.substring(0, each.length() - 1);
            String node = "sp" + each.substring(each.length() - 1);
            Files.writeString(to.resolve(node + "-" + name + ".log"), lab("log", node, name));
        }
    }

    @Override public void close() throws IOException, InterruptedException {
        if (phones != null) phones.destroy();
        if (KEEP.isPresent()) keepLogs(KEEP.get());
        lab("down");
    }
}
