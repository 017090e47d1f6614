package io.tandem.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Two phones that nobody here wrote. */
class BaresipIT {
    private static final String DOMAIN = "baresip.e2e.tandem";
    private static final double ALICE_HZ = 440;
    private static final double BOB_HZ = 660;

    @ParameterizedTest(name = "over {0} and {1}")
    @CsvSource({"udp, udp", "tcp, udp", "udp, tcp", "tls, udp", "udp, tls"})
    void twoBaresipPhonesCallEachOtherAndEachRecordsTheOthersTone(String aliceTransport, String bobTransport) throws Exception {
        Program.require("baresip", "baresip");
        try (RestClient api = RunningSuite.get().api()) {
            Tenant tenant = Tenant.provision(api, DOMAIN);
            tenant.subscriber("alice", "secret-of-alice", "5550001");
            tenant.subscriber("bob", "secret-of-bob", "5550002");
        }
        Path folder = Files.createTempDirectory("tandem-baresip");
        Baresip alice = new Baresip(folder.resolve("alice"), "alice", DOMAIN, "secret-of-alice", 15091, aliceTransport).configure(ALICE_HZ);
        Baresip bob = new Baresip(folder.resolve("bob"), "bob", DOMAIN, "secret-of-bob", 15095, bobTransport).configure(BOB_HZ);
        try (Program called = bob.start(List.of())) {
            awaitOutput(called, "200 OK");
            try (Program calling = alice.start(List.of("/dial sip:bob@" + DOMAIN))) {
                awaitOutput(calling, "Call established");
                awaitOutput(called, "Call established");
                alice.awaitHeard();
                bob.awaitHeard();
                calling.end(Duration.ofSeconds(10));
            }
            awaitOutput(called, "terminated (duration");
        }
        Baresip.assertTone(alice.heard(), BOB_HZ, ALICE_HZ);
        Baresip.assertTone(bob.heard(), ALICE_HZ, BOB_HZ);
    }

    @AfterAll static void theCallsLeaveNothingBehind() throws Exception {
        RunningSuite.get().assertIdle();
    }

    static void awaitOutput(Program program, String text) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!program.output().contains(text)) {
            assertThat(System.nanoTime()).as("'" + text + "' in: " + program.output()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
