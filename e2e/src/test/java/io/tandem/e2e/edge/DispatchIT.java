package io.tandem.e2e.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.cli.suite.Health;
import io.tandem.cli.suite.JvmProfile;
import io.tandem.cli.suite.Service;
import io.tandem.e2e.Program;
import io.tandem.e2e.RunningSuite;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two proxies: both work, one is drained, one falls silent with requests under way. */
class DispatchIT {
    private static final String FIRST = "127.0.0.1:5062";
    private static final String SECOND = "127.0.0.1:5064";
    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Pattern CALL_ID = Pattern.compile("(?m)^Call-ID: (\\S+)");

    private static Parties parties;
    private static Program second;

    @BeforeAll static void startASecondProxy() throws Exception {
        parties = Parties.provision("dispatch.e2e.tandem", 556);
        Path folder = Files.createTempDirectory("tandem-proxy");
        List<String> command = RunningSuite.get().suite().command(Service.named("proxy-service"), List.of("--server.port=15064",
            "--tandem.proxy.sip.listen=" + SECOND, "--tandem.proxy.control.listen=127.0.0.1:8001", "--tandem.data-dir=" + folder));
        second = Program.start(folder, "second-proxy", command);
        awaitStarted();
        RunningSuite.get().configureProxies(List.of(FIRST, SECOND));
        assertThat(Bans.control("dispatcher.reload")).contains(SECOND);
        awaitState("active", START_LIMIT);
    }

    @AfterAll static void theFirstIsAloneAgain() throws Exception {
        RunningSuite.get().configureProxies(List.of(FIRST));
        Bans.control("dispatcher.reload");
        signal("KILL");                                               // it may be stopped and would not hear of a polite end
        second.close();
    }

    private static void awaitStarted() throws Exception {
        Service service = new Service("proxy-service", "", 15064, 512, JvmProfile.CALLS, SECOND);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (Health health = new Health()) {
            while (!health.of(service).up()) {
                assertThat(System.nanoTime()).as("the second proxy does not start: " + second.output()).isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static void awaitState(String state, Duration limit) throws Exception {
        Pattern wanted = Pattern.compile(Pattern.quote(SECOND) + ".{0,80}STATE=" + state);
        long deadline = System.nanoTime() + limit.toNanos();
        String list = Bans.control("dispatcher.list");
        while (!wanted.matcher(list).find()) {
            assertThat(System.nanoTime()).as(SECOND + " is not " + state + ": " + list + "\n" + second.output()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
            list = Bans.control("dispatcher.list");
        }
    }

    @Test void bothServeADrainedOneGetsNothingNewAndASilentOneCostsOneRetransmission() throws Exception {
        assertThat(unansweredOf(register(20))).as("while both are up").isEmpty();
        Bans.control("dispatcher.set_state", "ix", SECOND);
        signal("STOP");
        assertThat(unansweredOf(register(20))).as("while the second is drained and stopped").isEmpty();
        signal("CONT");
        Bans.control("dispatcher.set_state", "ap", SECOND);
        awaitState("active", RawParty.PATIENCE);
        callsWork();
        signal("STOP");
        try (RawParty phones = RawParty.udp("127.0.0.1")) {
            Map<String, String> requests = register(20);
            Map<String, String> lost = unanswered(phones, requests, T1);
            assertThat(lost).as("the second had its share").isNotEmpty().hasSizeLessThan(20);
            assertThat(unanswered(phones, lost, RawParty.PATIENCE)).as("after one retransmission").isEmpty();
            assertThat(unanswered(phones, register(20), RawParty.PATIENCE)).as("new ones").isEmpty();
        }
        callsWork();
    }

    private static void callsWork() throws IOException {
        try (Phone alice = Parties.over("udp", parties.alice()); Phone bob = Parties.over("tcp", parties.bob())) {
            alice.register(RawParty.PATIENCE);
            bob.register(RawParty.PATIENCE);
            parties.callAndHangUp(alice, bob, parties.bob());
        }
    }

    /** Requests by their Call-ID, not sent yet; all are alike but for that. */
    private static Map<String, String> register(int count) throws IOException {
        Map<String, String> requests = new TreeMap<>();
        String aor = "sip:alice@" + parties.domain();
        try (RawParty template = RawParty.udp("127.0.0.1")) {
            for (int i = 0; i < count; i++) {
                String request = RawParty.request(template.link(), "REGISTER", "sip:" + parties.domain(), aor, aor);
                requests.put(callId(request), request);
            }
        }
        return requests;
    }

    private static Map<String, String> unansweredOf(Map<String, String> requests) throws Exception {
        try (RawParty party = RawParty.udp("127.0.0.1")) {
            return unanswered(party, requests, RawParty.PATIENCE);
        }
    }

    /** Sends each once; what has got no answer within the limit. A phone repeats it after T1. */
    private static Map<String, String> unanswered(RawParty party, Map<String, String> requests, Duration limit) throws Exception {
        Map<String, String> left = new TreeMap<>(requests);
        for (String request : new ArrayList<>(requests.values())) {
            party.send(request);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            party.poll(Duration.ofMillis(20)).ifPresent(answer -> left.remove(callId(answer)));
        }
        return left;
    }

    private static String callId(String message) {
        Matcher matcher = CALL_ID.matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        return matcher.group(1);
    }

    private static void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(second.pid())).inheritIO().start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS) && kill.exitValue() == 0).isTrue();
    }
}
