package io.tandem.lb.screen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;

import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Floods from a thousand forged addresses, five times what the system can bear, in virtual time; the proxies behind answer a bounded number a second and
 * 503 the rest. */
class FloodSimulationTest {

    private static final int GOOD = 200;
    private static final int BAD = 1000;
    private static final long STEP = Duration.ofMillis(1).toNanos();
    private static final long T1 = Duration.ofMillis(500).toNanos();

    private final Random random = new Random(4711);
    private final Sources sources;
    private final Admission admission;
    private final double proxyPerStep;
    private double proxyTokens;
    private long tried;
    private long served;

    FloodSimulationTest() {
        sources = new Sources(Sources.properties(Duration.ZERO, List.of(), List.of()), source -> false);
        admission = new Admission(new OverloadProperties(2000, Duration.ofSeconds(5)), sources.screen, sources.nanos);
        proxyPerStep = 2000 / 1000.0;
    }

    private enum Fate { SERVED, LOST, REFUSED }

    private Fate arrives(PeerAddress source) {
        if (sources.send(source) != SourceVerdict.PASS) {
            return Fate.LOST;
        }
        if (!admission.admit(source, sources.nanos)) {
            return Fate.REFUSED;
        }
        if (proxyTokens < 1) {
            admission.refusedInside();
            return Fate.REFUSED;
        }
        proxyTokens--;
        return Fate.SERVED;
    }

    private record Retry(PeerAddress source, int attempt, long atNanos) {}

    /** A phone registers: challenge and answer. What is lost is repeated (RFC 3261 §17.1.2.2); a 503 is a failure. */
    private void good(PeerAddress phone, int attempt, Queue<Retry> waiting) {
        tried += attempt == 0 ? 1 : 0;
        Fate fate = arrives(phone);
        if (fate == Fate.SERVED) {
            fate = arrives(phone);
        }
        if (fate == Fate.SERVED) {
            served++;
            sources.authenticates(phone, phone.low());
        } else if (fate == Fate.LOST && attempt < 6) {
            waiting.add(new Retry(phone, attempt + 1, sources.nanos + T1));
        }
    }

    private void run(Duration time, double badPerSecond, double goodPerSecond, boolean changingAddresses) {
        Queue<Retry> waiting = new ArrayDeque<>();
        long end = sources.nanos + time.toNanos();
        while (sources.nanos < end) {
            sources.nanos += STEP;
            proxyTokens = Math.min(200, proxyTokens + proxyPerStep);
            sources.screen.tick(sources.nanos);
            for (int i = poisson(badPerSecond / 1000); i > 0; i--) {
                arrives(Sources.number(GOOD + random.nextInt(changingAddresses ? 1_000_000 : BAD)));
            }
            for (int i = poisson(goodPerSecond / 1000); i > 0; i--) {
                good(Sources.number(random.nextInt(GOOD)), 0, waiting);
            }
            while (!waiting.isEmpty() && waiting.element().atNanos() <= sources.nanos) {
                Retry retry = waiting.remove();
                good(retry.source(), retry.attempt(), waiting);
            }
        }
    }

    private int poisson(double mean) {
        int count = 0;
        for (double product = random.nextDouble(); product > Math.exp(-mean); product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    private double success() {
        return served / (double) tried;
    }

    @ParameterizedTest(name = "{0} requests a second")
    @ValueSource(ints = {9_000, 10_000, 20_000})
    void phonesThatWereThereBeforeTheFloodDoNotNoticeIt(int flood) {
        run(Duration.ofSeconds(20), 0, 200, false);
        assertThat(success()).isEqualTo(1.0);
        tried = 0;
        served = 0;
        run(Duration.ofSeconds(60), flood, 200, false);
        assertThat(success()).isGreaterThanOrEqualTo(0.99);
    }

    @ParameterizedTest(name = "{0} requests a second")
    @ValueSource(ints = {9_000, 10_000, 20_000})
    void phonesNeverSeenBeforeGetInDuringTheFloodToo(int flood) {
        run(Duration.ofSeconds(60), flood, 100, false);
        assertThat(success()).isGreaterThanOrEqualTo(0.98);
    }

    @Test
    void knownPhonesAreServedEvenIfEveryForgedAddressIsNew() {
        run(Duration.ofSeconds(20), 0, 200, false);
        tried = 0;
        served = 0;
        run(Duration.ofSeconds(60), 10_000, 200, true);
        assertThat(success()).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void aFloodThatForgesTheAddressesOfPhonesIsThrottledNotBanned() {
        run(Duration.ofSeconds(20), 0, 200, false);
        for (int i = 0; i < 50_000; i++) {
            arrives(Sources.number(i % 10));
        }
        sources.passes(Duration.ofSeconds(30));
        assertThat(sources.bans.all(sources.nanos)).isEmpty();
    }
}
