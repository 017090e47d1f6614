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
import java.util.stream.Stream;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.cli.suite.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIPp registers 50 phones and calls them 50 times a second for a minute, over UDP, from TCP and to TCP; for half a minute over TLS in both directions.
 * Debian's SIPp knows no TLS: its TCP connection goes through socat, whose TLS is OpenSSL's.
 */
class SippIT {
    private static final String DOMAIN = "sipp.e2e.tandem";
    private static final int PHONES = 50;
    private static final int CALLS_PER_SECOND = 50;
    private static final int SECONDS = 60;
    private static final String[] CONTROL = {"lb-service", "proxy-service", "b2bua-service", "rtp-relay"};

    /** SIPp ends a call on any message it does not wait for, a late 100 of a repeated INVITE too; here only a call that does not finish fails. */
    private static final String BEHAVIOUR = "all,-abortunexp";

    private static Path folder;

    /** SIPp's callers and the phones that they call, which nobody else calls.
     * @param number of its ports and phones, 1 to {@link #RUNS}
     * @param caller SIPp's name of a transport, and {@code l1} for TLS through a tunnel */
    private record Run(int number, String caller, String callee) {
        int tunnelPort() {
            return 64_800 + number;
        }

        String callers() {
            return "caller-" + number;
        }

        String phones() {
            return "callee-" + number;
        }
    }

    private static final int RUNS = 6;
    private static final Map<Integer, Long> LAST_PHONES = new HashMap<>();

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
            for (int i = 0; i < (RUNS + 1) * PHONES; i++) {
                LAST_PHONES.put(i / PHONES, tenant.subscriber("u" + i, password(i), "77%05d".formatted(i)));
            }
        }
        for (int run = 1; run <= RUNS; run++) {
            int first = run * PHONES;
            write("caller-" + run + ".csv", IntStream.range(0, PHONES).mapToObj(i -> "u%d;%s;%s;u%d".formatted(i, DOMAIN, authentication(i), first + i)));
            write("callee-" + run + ".csv", IntStream.range(first, first + PHONES).mapToObj(i -> "u%d;%s;%s".formatted(i, DOMAIN, authentication(i))));
        }
    }

    @AfterAll static void nothingIsRemembered() throws Exception {
        RunningSuite.get().assertNothingRemembered();
    }

    @Test void fiftyCallsASecondOverEachTransportForAMinuteSucceedAndLeaveNothingBehind() throws Exception {
        Map<String, Double> threads = new HashMap<>();
        Map<String, Double> files = new HashMap<>();
        measure(threads, files);
        run(SECONDS, new Run(1, "u1", "u1"), new Run(2, "t1", "u1"), new Run(3, "u1", "t1"));
        RunningSuite.get().assertIdle();
        assertNoGrowth(threads, files);
    }

    @Test void fiftyCallsASecondSucceedOverTls() throws Exception {
        Program.require("socat", "socat");
        Run from = new Run(4, "l1", "u1");
        Run to = new Run(5, "u1", "l1");
        try (Program _ = tunnel(from); Program _ = tunnel(to)) {
            run(SECONDS / 2, from, to);
        }
        RunningSuite.get().assertIdle();
    }

    @Test void theContactTokenAloneRoutesRequestsWithinACall() throws Exception {
        run("caller-token.xml", new Run(6, "u1", "u1"), 100);
    }

    private static Program tunnel(Run run) throws IOException {
        return Program.start(folder, "socat-" + run.number(), List.of("socat", "TCP-LISTEN:" + run.tunnelPort() + ",bind=127.126.0.1,reuseaddr,fork",
            "OPENSSL:127.0.0.1:5061,verify=1,commonname=localhost,cafile=" + RunningSuite.get().access().certificate()));
    }

    private static void run(int seconds, Run... runs) throws Exception {
        for (Run run : runs) {
            run("caller.xml", run, CALLS_PER_SECOND * seconds);
        }
    }

    private static String scenario(String file, String transport) {
        return transport.equals("l1") ? "tls-" + file : file;
    }

    private static Program sipp(String name, Run run, String transport, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sipp"));
        command.addAll(transport.equals("l1") ? List.of("127.126.0.1:" + run.tunnelPort(), "-t", "t1") : List.of("127.0.0.1:5060", "-t", transport));
        command.addAll(List.of("-i", "127.126.0.1", "-nostdin", "-inf", name + ".csv"));
        command.addAll(arguments);
        return Program.start(folder, name, command);
    }

    private static void run(String scenario, Run run, int calls) throws Exception {
        int runSeconds = calls / CALLS_PER_SECOND + 25;
        try (Program answering = sipp(run.phones(), run, run.callee(), List.of("-p", "" + (64_700 + 2 * run.number()), "-sf",
                scenario("callee.xml", run.callee()), "-oocsf", scenario("answer.xml", run.callee()), "-m", "" + PHONES, "-r", "" + PHONES,
                "-d", "" + runSeconds * 1000))) {
            awaitRegistrations(LAST_PHONES.get(run.number()));
            try (Program calling = sipp(run.callers(), run, run.caller(), List.of("-p", "" + (64_600 + 2 * run.number()), "-sf",
                    scenario(scenario, run.caller()), "-r", "" + CALLS_PER_SECOND, "-m", "" + calls, "-l", "500", "-d", "1000",
                    "-timeout", "" + (runSeconds + 15), "-timeout_error", "-default_behaviors", BEHAVIOUR, "-trace_err",
                    "-error_file", run.callers() + ".err"))) {
                int code = calling.awaitExit(Duration.ofSeconds(runSeconds + 30));
                assertThat(code).as("SIPp's verdict: " + tail(calling.output()) + errors(run)).isZero();
            }
            assertThat(answering.isAlive() || answering.awaitExit(Duration.ofSeconds(5)) == 0).isTrue();
        }
    }

    private static void awaitRegistrations(long last) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (RestClient api = RunningSuite.get().api()) {
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

    private static void write(String name, Stream<String> rows) throws IOException {
        Files.write(folder.resolve(name), Stream.concat(Stream.of("SEQUENTIAL"), rows).toList());
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

    private static String errors(Run run) throws IOException {
        Path file = folder.resolve(run.callers() + ".err");
        String text = Files.exists(file) ? Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1) : "";
        return "\nerrors: " + text.substring(0, Math.min(3000, text.length()));
    }
}
