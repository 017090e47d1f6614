package io.tandem.e2e.pair;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.tandem.e2e.Program;
import io.tandem.e2e.site.ShippedRules;
import io.tandem.ha.client.NodeState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers notice when the role changes, on a pair with everything (ha.md §4 and §7): media, both ends of calls, records, counters, ports,
 * registrations, new calls. {@code -Dtandem.test.pair=few} with 10 calls, {@code all} with 200, or as many as {@code tandem.test.pair.calls} says. Not in CI:
 * to start two suites takes longer than its part there would be. {@code -Dtandem.test.pair.cost=true} says what the standby costs, in another two minutes.
 * Limits are twice the promises, since the machine is shared; {@code -Dtandem.ha.slack=1} on a quiet one.
 */
@EnabledIfSystemProperty(named = "tandem.test.pair", matches = "few|all")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholePairIT {
    private static final boolean ALL = System.getProperty("tandem.test.pair", "few").equals("all");
    private static final int CALLS = Integer.getInteger("tandem.test.pair.calls", ALL ? 200 : 10);
    private static final int DIALLED = ALL ? 150 : 30;
    private static final int ROUNDS = Integer.getInteger("tandem.test.pair.rounds", 1);
    /** Calls that each node has had before the first figure, {@code tandem.test.pair.before}. */
    private static final int BEFORE = Integer.getInteger("tandem.test.pair.before", ALL ? 40 : 0);
    private static final int SLACK = Integer.getInteger("tandem.ha.slack", 2);
    private static PairSite site;
    private static int active;

    @BeforeAll static void up(@TempDir Path folder) throws Exception {
        Program.requireRoot();
        for (String program : List.of("mariadbd", "redis-server", "nft", "curl")) Program.require(program, "mariadb-server redis-server nftables curl");
        site = new PairSite(folder);
        active = site.up(CALLS);
        assertThat(site.ask("register " + CALLS)).isEqualTo("registered %1$d-of-%1$d".formatted(2 * CALLS));
        for (int node = 1; node <= 2 && BEFORE > 0; node++) serveFirstCalls();
    }

    /** On the active node, which then hands over. */
    private static void serveFirstCalls() throws Exception {
        report("first calls of sp%d: %s".formatted(active, site.ask("call 0 %d 5".formatted(BEFORE))));
        site.ask("hangup");
        assertThat(site.awaitStores()).isEqualTo(active);
        switchOver();
        assertThat(site.awaitStores()).isEqualTo(active);
    }

    @AfterAll static void down() throws Exception {
        if (site != null) site.close();
    }

    /** What a test that failed has left is not the next one's. */
    @AfterEach void nobodyTalks() throws Exception { site.ask("hangup"); }

    private static List<Integer> numbers(String line) {
        String list = line.substring(line.indexOf('[') + 1, line.indexOf(']'));
        return list.isEmpty() ? List.of() : Arrays.stream(list.split(", ")).map(Integer::valueOf).toList();
    }

    private static String figures(List<Integer> sorted) {
        return sorted.isEmpty() ? "none" : "median %d, worst %d ms of %d".formatted(sorted.get(sorted.size() / 2), sorted.getLast(), sorted.size());
    }

    private static void report(String what) { System.out.println("pair: " + what); }

    private static void callsAreUp() throws Exception {
        String up = site.ask("call 0 %d 20".formatted(CALLS));
        assertThat(up).as(() -> site.logs()).startsWith("call %1$d of %1$d".formatted(CALLS));
        report("set-up: " + figures(numbers(up)));
        TimeUnit.SECONDS.sleep(2);
        assertThat(site.redis(active, "HLEN", "tandem:calls:counters")).as("parallel calls are counted").isNotEqualTo("0");
    }

    /** @return milliseconds of silence of each call, ascending */
    private static List<Integer> mediaGoOn(String what) throws Exception { return mediaGoOn(what, ""); }

    /** @param of which ones, " FROM TO" by the order in which they were dialled; empty for all */
    private static List<Integer> mediaGoOn(String what, String of) throws Exception {
        String line = site.ask("gaps" + of);
        List<Integer> gaps = numbers(line);
        report(what + ", silence of media: " + figures(gaps) + line.substring(line.indexOf("] away") + 1, line.indexOf(" deaf")));
        assertThat(line).as(() -> line + site.logs()).endsWith("deaf []");
        return gaps;
    }

    /** Each call ends on both sides, and what it held is free, and its record is there once and right. */
    private static void everythingEnds(int node, int calls) throws Exception {
        site.tell("hangup");
        List<String> lines = site.hear("hangup");
        assertThat(lines.getLast()).as(() -> site.logs()).startsWith("hangup %1$d of %1$d".formatted(calls));
        Map<String, Double> seconds = new HashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words[0].equals("over")) seconds.put(words[1], Double.valueOf(words[3]));
        }
        assertThat(site.state(node)).as("the role has stayed").isEqualTo(NodeState.ACTIVE);
        List<String> records = site.await("records of " + calls + " calls", () -> site.sql(node, "select concat_ws(' ', call_id, call_status, duration, source_user) "
            + "from accounting.cdr where call_id in ('" + String.join("','", seconds.keySet()) + "')"), found -> found.size() >= calls);
        Map<String, String> wrong = new HashMap<>();
        List<Integer> longer = new ArrayList<>();
        List<String> once = new ArrayList<>();
        for (String record : records) {
            String[] words = record.split(" ");
            once.add(words[0]);
            double difference = Double.parseDouble(words[2]) - seconds.get(words[0]);
            longer.add((int) Math.round(difference * 1000));
            if (!words[1].equals("ok") || Math.abs(difference) > 1) wrong.put(words[0], record + ", on the phones " + seconds.get(words[0]) + " s");
        }
        report("records longer than on the phones: " + figures(longer.stream().sorted().toList()));
        assertThat(wrong).as("records that are wrong").isEmpty();
        assertThat(once).as("each once").doesNotHaveDuplicates().hasSize(calls);
        site.await("counters at zero", () -> site.redis(node, "HGETALL", "tandem:calls:counters"), String::isEmpty);
        site.await("nothing is held", () -> site.held(node), Map::isEmpty);
        site.await("no relay port", () -> site.lab("exec", "sp" + node, "ss", "-Hlun",
            "src " + PairSite.SHARED + " and sport >= 30000 and sport <= 39999").strip(), String::isEmpty);
    }

    @Test @Order(0) void everyMetricOfTheStoresThatRulesAndDashboardsAskForIsExported() throws Exception {
        for (String program : List.of("prometheus-mysqld-exporter", "prometheus-redis-exporter")) Program.require(program, program);
        Map<String, Set<String>> missing = new TreeMap<>(ShippedRules.metrics());
        missing.keySet().removeIf(name -> !ShippedRules.isOfPairs(name));
        assertThat(missing).as("names in rules and dashboards").hasSizeGreaterThan(10);
        for (int node = 1; node <= 2; node++) missing.keySet().removeAll(Exporters.names(site, node));
        assertThat(missing).isEmpty();
    }

    /** {@code tandem.test.pair.rounds} times: the first switch of {@code few} leads to a node that has not had a call yet. */
    @Test @Order(1) void aPlannedSwitchEndsNoCall() throws Exception {
        List<Integer> worst = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            callsAreUp();
            site.ask("mark");
            switchOver();
            TimeUnit.SECONDS.sleep(2);
            worst.add(mediaGoOn("planned switch").getLast());
            assertThat(site.ask("call 0 %d 20".formatted(CALLS))).as(() -> site.logs()).startsWith("call %1$d of %1$d".formatted(CALLS));
            assertThat(site.awaitStores()).isEqualTo(active);
            assertThat(site.ask("call 0 %d 20".formatted(CALLS))).as(() -> site.logs()).startsWith("call %1$d of %1$d".formatted(CALLS));
            everythingEnds(active, 3 * CALLS);
        }
        report("planned switch, longest silence a round: " + worst);
        assertThat(worst).as("milliseconds of silence").allSatisfy(millis -> assertThat(millis).isLessThanOrEqualTo(60 * SLACK));
    }

    /** Calls are set up before, at and after the change: what all of them hear, once they hear something, goes on. */
    @Test @Order(2) void aPlannedSwitchLosesNoCallThatIsBeingSetUp() throws Exception {
        List<Integer> worst = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            callsAreUp();
            int first = numbersOf(site.ask("start 0 %d 10".formatted(DIALLED)));
            TimeUnit.SECONDS.sleep(1);
            site.ask("mark");
            switchOver();
            String dialled = site.ask("await " + first);
            report("calls dialled over a planned switch: " + dialled);
            TimeUnit.SECONDS.sleep(2);
            String begun = " %d %d".formatted(first, first + DIALLED);
            report("their media, after the caller's 200: " + figures(numbers(site.ask("through" + begun))));
            assertThat(dialled).as(() -> site.logs()).startsWith("await %1$d of %1$d".formatted(DIALLED));
            int held = mediaGoOn("planned switch, calls that are up while others are dialled", " 0 " + first).getLast();
            int dialling = mediaGoOn("planned switch, calls that are dialled", begun).getLast();
            worst.add(Math.max(held, dialling));
            everythingEnds(active, CALLS + DIALLED);
            assertThat(site.awaitStores()).isEqualTo(active);
        }
        report("calls dialled over a planned switch, longest silence a round: " + worst);
        assertThat(worst).as("milliseconds of silence").allSatisfy(millis -> assertThat(millis).isLessThanOrEqualTo(60 * SLACK));
    }

    private static void switchOver() throws Exception {
        long start = System.nanoTime();
        assertThat(site.client(active).makeStandby(false).accepted()).isTrue();
        active = 3 - active;
        site.awaitActive(active);
        report("sp%d is active %d ms after the order".formatted(active, (System.nanoTime() - start) / 1_000_000));
    }

    @Test @Order(3) @EnabledIfSystemProperty(named = "tandem.test.pair.cost", matches = "true") void aStandbyCostsLittle() throws Exception {
        cost("no call");
        callsAreUp();
        cost(CALLS + " calls up");
        everythingEnds(active, CALLS);
    }

    private static void cost(String load) throws Exception {
        for (int node : new int[] {3 - active, active}) {
            String role = (node == active ? "active" : "standby") + ", " + load + ", ";
            Cost.of(site, node, 15).forEach(line -> report(role + line));
        }
    }

    private static int numbersOf(String line) { return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)); }

    @Test @Order(4) void aPowerFailureEndsNoCall() throws Exception {
        callsAreUp();
        site.ask("mark");
        int dead = active;
        active = 3 - dead;
        site.powerFails(dead);
        site.awaitActive(active);
        int first = numbersOf(site.ask("start 0 1 10"));
        String call = site.ask("await " + first);
        report("power failure, call dialled when the other node is active: " + call);
        TimeUnit.SECONDS.sleep(2);
        assertThat(mediaGoOn("power failure").getLast()).as("milliseconds of silence").isLessThanOrEqualTo(700 * SLACK);
        assertThat(call).as(() -> site.logs()).startsWith("await 1 of 1");
        assertThat(numbers(call).getFirst()).as("milliseconds of set-up").isLessThanOrEqualTo(1000 * SLACK);
        assertThat(site.ask("call 0 %d 20".formatted(CALLS))).as("every phone is registered still").startsWith("call %1$d of %1$d".formatted(CALLS));
        everythingEnds(active, 2 * CALLS + 1);
    }
}
