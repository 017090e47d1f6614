package io.tandem.e2e;

import java.time.Duration;

import io.tandem.cli.demo.Demonstration;
import io.tandem.cli.demo.RestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code ./tandem demo} does: provision over REST, register, call, talk, hang up, read the CDR. */
class CallIT {
    @ParameterizedTest(name = "over {0} and {1}")
    @CsvSource({"udp, udp", "tcp, udp", "udp, tcp", "tcp, tcp", "tls, udp", "udp, tls", "ws, udp", "udp, ws", "wss, tls"})
    void theDemonstrationCallIsRight(String callerTransport, String calledTransport) throws Exception {
        RunningSuite suite = RunningSuite.get();
        try (RestClient api = suite.api()) {
            Demonstration demonstration = new Demonstration(api, suite.access(), System.out);
            assertThat(demonstration.run(Duration.ofSeconds(2), callerTransport, calledTransport)).isTrue();
        }
    }

    @AfterAll static void theCallsLeaveNothingBehind() throws Exception {
        RunningSuite.get().assertIdle();
    }
}
