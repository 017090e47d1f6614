package io.tandem.e2e.pair;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.tandem.e2e.Program;
import io.tandem.ha.client.HaUnreachableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing that was acknowledged is lost when a node of a pair loses power at a random moment under a steady stream of writes from outside: bindings, records
 * of calls, voicemail, rows of the REST API. {@code -Dtandem.test.poweroffs=N} rounds, in each of which the lost node comes back and the other one is the
 * next to go; {@code tandem.test.poweroffs.seed} repeats the moments of an earlier run, {@code tandem.test.poweroffs.delay} makes the crosslink slow
 * (milliseconds each way). By hand: the start of the pair takes two minutes, a round one.
 */
@EnabledIfSystemProperty(named = "tandem.test.poweroffs", matches = "[1-9]\\d*")
class RandomPowerOffIT {
    private static final int ROUNDS = Integer.getInteger("tandem.test.poweroffs", 0);
    private static final long SEED = Long.getLong("tandem.test.poweroffs.seed", System.nanoTime() & 0xffff);
    private static final int DELAY = Integer.getInteger("tandem.test.poweroffs.delay", 0);
    private static final int PAIRS = 10;
    /** For records of calls after a take-over: billing has some seconds. */
    private static final long MEDIATED_SECONDS = 20;
    private static final String MASTERS = "(?s).*store redis: (UNPROTECTED, )?master.*store database: (UNPROTECTED, )?master.*";
    private static final List<String> SERVICES = List.of("proxy-service", "lb-service", "b2bua-service", "rtp-relay", "billing-service", "appserver-service",
        PairSite.API);
    private static final Map<String, List<String>> ARGUMENTS = Map.of("rtp-relay", List.of("--tandem.rtp-relay.media.warm-up-calls=0"),
        PairSite.API, List.of("--server.address=0.0.0.0")); // no nginx stands before it
    private static PairSite site;
    private static Acknowledged acknowledged;
    private static int active;
    private static int diverged;

    @BeforeAll static void up(@TempDir Path folder) throws Exception {
        Program.requireRoot();
        for (String program : List.of("mariadbd", "redis-server", "nft", "curl")) Program.require(program, "mariadb-server redis-server nftables curl");
        report("seed " + SEED);
        site = new PairSite(folder, new PairSite.Use(SERVICES, ARGUMENTS, Writers.class));
        active = site.up(PAIRS);
        acknowledged = new Acknowledged(site);
        if (DELAY > 0) site.lab("shape", "sp1", "cross", "delay=" + DELAY);
        site.tell("write %d %s".formatted(PAIRS, site.authority(active)));
    }

    @AfterAll static void down() throws Exception {
        if (site != null) site.close();
    }

    private static void report(String what) { System.out.println("power-offs: " + what); }

    private static long since(long nanos) { return (System.nanoTime() - nanos) / 1_000_000_000; }

    @Test void nothingAcknowledgedIsLost() throws Exception {
        Random random = new Random(SEED);
        for (int round = 1; round <= ROUNDS; round++) {
            site.await("every kind acknowledged", () -> {
                acknowledged.hear();
                return acknowledged.counts() + ", not: " + acknowledged.refused();
            }, text -> !text.matches(".*\\b0 (bindings|calls|messages|rows),.*"));
            TimeUnit.MILLISECONDS.sleep(random.nextLong(1_000, 4_000));
            round(round);
        }
        site.tell("stop");
        TimeUnit.SECONDS.sleep(3);
        acknowledged.hear();
        report("not acknowledged: " + acknowledged.refused());
        assertThat(acknowledged.missing(active)).isEmpty();
        assertThat(diverged).as("nodes that needed an operator").isZero();
    }

    private static void round(int round) throws Exception {
        int lost = active;
        site.powerFails(lost);
        active = 3 - lost;
        site.awaitActive(active);
        acknowledged.hear();
        String counts = acknowledged.counts();
        Set<String> calls = acknowledged.calls();
        site.await("both stores take writes", () -> site.client(active).report().message(), report -> report.matches(MASTERS));
        assertThat(acknowledged.missing(active)).as("acknowledged and lost, round " + round + ", seed " + SEED).isEmpty();
        List<String> late = late(calls);
        report("round %d: sp%d lost power, %s are on the other node; records not there yet: %s".formatted(round, lost, counts, late));
        long start = System.nanoTime();
        site.boots(lost);
        String differences = rejoin(lost);
        long rejoined = since(start);
        if (DELAY > 0) site.lab("shape", "sp1", "cross", "delay=" + DELAY);
        for (String name : SERVICES) site.awaitStart(lost, name);
        assertThat(site.awaitStores()).isEqualTo(active);
        long returned = since(start);
        acknowledged.hear();
        Set<String> all = acknowledged.calls();
        site.await("records of all calls", () -> acknowledged.unrecorded(active, all), List::isEmpty);
        assertThat(acknowledged.missing(active)).as("lost at the return, round " + round).isEmpty();
        report("round %d: sp%d is back, follows after %d s%s, all serve after %d s, nothing is lost".formatted(round, lost, rejoined, differences, returned));
        report("milliseconds from a BYE to its 200 so far: " + acknowledged.byes());
    }

    /** Calls whose records are not on the node that has taken over. */
    private static List<String> late(Set<String> calls) throws Exception {
        long start = System.nanoTime();
        List<String> late = acknowledged.unrecorded(active, calls);
        while (!late.isEmpty() && since(start) < MEDIATED_SECONDS) {
            TimeUnit.MILLISECONDS.sleep(500);
            late = acknowledged.unrecorded(active, calls);
        }
        return late;
    }

    /** By itself, as a rule; else as the handbook says of a node that diverged, so that the other rounds are run. @return what had to be done */
    private static String rejoin(int lost) throws Exception {
        String line = site.await("it follows, or has saved what only it has", () -> database(lost),
            text -> text.contains("replica, ") || text.contains("They are saved in "));
        if (line.contains("replica, ")) return "";
        diverged++;
        Path saved = Path.of(line.replaceFirst(".*They are saved in ([^;]+);.*", "$1"));
        boolean inserts = Files.readString(saved).lines().noneMatch(text -> text.matches("### (UPDATE|DELETE).*|(?i)(create|alter|drop|truncate|rename) .*"));
        report("sp%d: %s".formatted(lost, line));
        if (inserts) Databases.run(site, active, saved);
        else Databases.seed(site, lost, active);
        site.await("it follows", () -> database(lost), text -> text.contains("replica, "));
        return inserts ? ", what only it had was kept" : ", seeded anew";
    }

    private static String database(int node) {
        try {
            return site.client(node).report().message().lines().filter(text -> text.contains("store database:")).findFirst().orElse("");
        } catch (HaUnreachableException starting) {
            return "";
        }
    }
}
