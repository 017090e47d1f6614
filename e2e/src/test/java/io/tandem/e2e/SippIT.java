package io.tandem.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.cli.suite.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIPp registers 50 phones and calls 50 others, 50 calls a second for a minute, over UDP and TCP; for half a minute over TLS. Debian's SIPp
 * knows no TLS: its TCP connection goes through socat, whose TLS is OpenSSL's.
 */
class SippIT {
    private static final String DOMAIN = "sipp.e2e.tandem";
    private static final int PHONES = 50;
    private static final int CALLS_PER_SECOND = 50;
    private static final int SECONDS = 60;
    private static final int TUNNEL_PORT = 64800;
    private static final String[] CONTROL = {"lb-service", "proxy-service", "b2bua-service", "rtp-relay"};

    /** SIPp ends a call on any message it does not wait for, a late 100 of a repeated INVITE too; here only a call that does not finish fails. */
    private static final String BEHAVIOUR = "all,-abortunexp";

    private static Path folder;

    @BeforeAll static void provision() throws Exception {
        Program.require("sipp", "sip-tester");
        folder = Files.createTempDirectory("tandem-sipp");
        for (String scenario : List.of("callee.xml", "answer.xml", "caller.xml", "caller-token.xml")) {
            String text = Files.readString(Path.of("src/test/resources/sipp", scenario));
            Files.writeString(folder.resolve(scenario), text);
            Files.writeString(folder.resolve("tls-" + scenario), text.replace("[transport]", "TLS"));
        }
        try (RestClient api = RunningSuite.get().api()) {
            Tenant tenant = Tenant.provision(api, DOMAIN);
            for (int i = 0; i < 2 * PHONES; i++) {
                tenant.subscriber("u" + i, password(i), "77%05d".formatted(i));
            }
        }
        write("callers.csv", IntStream.range(0, PHONES).mapToObj(i -> "u%d;%s;%s;u%d".formatted(i, DOMAIN, authentication(i), PHONES + i)).toList());
        write("callees.csv", IntStream.range(PHONES, 2 * PHONES).mapToObj(i -> "u%d;%s;%s".formatted(i, DOMAIN, authentication(i))).toList());
    }

    @AfterAll static void nothingIsRemembered() throws Exception {
        RunningSuite.get().assertNothingRemembered();
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"u1, u1, 64602, 64702", "t1, u1, 64604, 64704", "u1, t1, 64606, 64706"})
    void fiftyCallsASecondForAMinuteSucceedAndLeaveNothingBehind(String caller, String callee, int callerPort, int calleePort) throws Exception {
        Map<String, Double> threads = new HashMap<>();
        Map<String, Double> files = new HashMap<>();
        measure(threads, files);
        run("caller.xml", caller, callee, callerPort, calleePort, CALLS_PER_SECOND * SECONDS);
        RunningSuite.get().assertIdle();
        assertNoGrowth(threads, files);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"l1, u1, 64612, 64712", "u1, l1, 64614, 64714"})
    void fiftyCallsASecondSucceedOverTls(String caller, String callee, int callerPort, int calleePort) throws Exception {
        Program.require("socat", "socat");
        List<String> tunnel = List.of("socat", "TCP-LISTEN:" + TUNNEL_PORT + ",bind=127.126.0.1,reuseaddr,fork",
            "OPENSSL:127.0.0.1:5061,verify=1,commonname=localhost,cafile=" + RunningSuite.get().access().certificate());
        try (Program _ = Program.start(folder, "socat-" + callerPort, tunnel)) {
            run("caller.xml", caller, callee, callerPort, calleePort, CALLS_PER_SECOND * SECONDS / 2);
        }
        RunningSuite.get().assertIdle();
    }

    /** SIPp's name of a transport, and {@code l1} for TLS through the tunnel. */
    private static List<String> transport(String name) {
        return name.equals("l1") ? List.of("127.126.0.1:" + TUNNEL_PORT, "-t", "t1") : List.of("127.0.0.1:5060", "-t", name);
    }

    private static String scenario(String file, String transport) {
        return transport.equals("l1") ? "tls-" + file : file;
    }

    private static Program sipp(String name, String transport, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sipp"));
        command.addAll(transport(transport));
        command.addAll(List.of("-i", "127.126.0.1", "-nostdin"));
        command.addAll(arguments);
        return Program.start(folder, name, command);
    }

    @Test void theContactTokenAloneRoutesRequestsWithinACall() throws Exception {
        run("caller-token.xml", "u1", "u1", 64608, 64708, 100);
    }

    private static void run(String scenario, String caller, String callee, int callerPort, int calleePort, int calls) throws Exception {
        int runSeconds = calls / CALLS_PER_SECOND + 25;
        try (Program answering = sipp("callee-" + calleePort, callee, List.of("-p", "" + calleePort, "-sf", scenario("callee.xml", callee),
                "-oocsf", scenario("answer.xml", callee), "-inf", "callees.csv", "-m", "" + PHONES, "-r", "" + PHONES, "-d", "" + runSeconds * 1000))) {
            awaitRegistrations();
            try (Program calling = sipp("caller-" + callerPort, caller, List.of("-p", "" + callerPort, "-sf", scenario(scenario, caller),
                    "-inf", "callers.csv", "-r", "" + CALLS_PER_SECOND, "-m", "" + calls, "-l", "500", "-d", "1000",
                    "-timeout", "" + (runSeconds + 15), "-timeout_error", "-default_behaviors", BEHAVIOUR, "-trace_err",
                    "-error_file", "caller-" + callerPort + ".err"))) {
                int code = calling.awaitExit(Duration.ofSeconds(runSeconds + 30));
                assertThat(code).as("SIPp's verdict: " + tail(calling.output()) + errors(callerPort)).isZero();
            }
            assertThat(answering.isAlive() || answering.awaitExit(Duration.ofSeconds(5)) == 0).isTrue();
        }
    }

    private static void awaitRegistrations() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (RestClient api = RunningSuite.get().api()) {
            long last = api.find("subscribers", Map.of("username", "u" + (2 * PHONES - 1), "domain", DOMAIN)).orElseThrow().path("id").asLong();
            while (api.list("subscriberregistrations", Map.of("subscriber_id", last)).path("total_count").asInt() == 0) {
                assertThat(System.nanoTime()).as("the callees' registrations").isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        TimeUnit.SECONDS.sleep(2); // an earlier run's binding of the last phone may still be listed while this run registers
    }

    private static void measure(Map<String, Double> threads, Map<String, Double> files) throws IOException, InterruptedException {
        for (String name : CONTROL) {
            Metrics metrics = Metrics.of(Service.named(name));
            threads.put(name, metrics.threads());
            files.put(name, metrics.openFiles());
        }
    }

    /** The first load may start a pool; what grows by more is a leak. */
    private static void assertNoGrowth(Map<String, Double> threads, Map<String, Double> files) throws IOException, InterruptedException {
        for (String name : CONTROL) {
            Metrics metrics = Metrics.of(Service.named(name));
            assertThat(metrics.threads()).as("threads of " + name).isLessThanOrEqualTo(threads.get(name) + 12);
            assertThat(metrics.openFiles()).as("open files of " + name).isLessThanOrEqualTo(files.get(name) + 20);
        }
    }

    private static void write(String name, List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("SEQUENTIAL"));
        lines.addAll(rows);
        Files.write(folder.resolve(name), lines);
    }

    private static String authentication(int i) {
        return "[authentication username=u%d password=%s]".formatted(i, password(i));
    }

    private static String password(int i) {
        return "secret-of-u" + i;
    }

    private static String tail(String output) {
        return output.substring(Math.max(0, output.length() - 3000));
    }

    private static String errors(int port) throws IOException {
        Path file = folder.resolve("caller-" + port + ".err");
        String text = Files.exists(file) ? Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1) : "";
        return "\nerrors: " + text.substring(0, Math.min(3000, text.length()));
    }
}
