package io.tandem.ha.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.tandem.ha.client.Reply;
import io.tandem.ha.store.StoreProperties.DatabasePair;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the databases of the pair compared each night by the node that is active then, and on request, and knows what came of the last one. Any thread; the
 * work on one of its own. */
public final class Comparisons implements AutoCloseable {
    /** A message that begins so is about one that has not ended. */
    public static final String RUNNING = "comparing: ";
    /** A message that begins so says why there is no result. */
    public static final String FAILED = "not compared: ";
    /** A message about a difference has this word. */
    public static final String DIFFER = "DIFFER";
    private static final Logger log = LoggerFactory.getLogger(Comparisons.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** A night's comparison that was not possible at its time may begin later, but not by day. */
    private static final Duration NIGHT = Duration.ofHours(4);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int SHOWN = 10;
    private static final int NOTE = 2000;

    private final DatabasePair pair;
    private final StoreProperties.Nightly nightly;
    private final String pairName;
    private final BooleanSupplier able;
    private final BooleanSupplier active;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("ha-compare").factory());
    private final AtomicReference<@Nullable Comparison> running = new AtomicReference<>();
    private volatile @Nullable Last last;
    private volatile String failure = "";
    private final long since;
    private Instant notBefore = Instant.EPOCH;

    /** As the database has it, whichever node has compared. */
    private record Last(long finished, int tables, int chunks, int differences, String note) {
        String text() {
            return "%s, %d chunks of %d tables compared at %s%s".formatted(differences == 0 ? "equal on both nodes" : differences + " chunks " + DIFFER, chunks,
                    tables, Instant.ofEpochSecond(finished), note.isEmpty() ? "" : "\n" + note);
        }
    }

    /** @param able   is this node the active one, with its peer's database following?
     * @param active is it the active one? */
    Comparisons(DatabasePair pair, StoreProperties.Nightly nightly, String pairName, BooleanSupplier able, BooleanSupplier active,
                InstantSource clock) {
        this.pair = pair;
        this.nightly = nightly;
        this.pairName = pairName;
        this.able = able;
        this.active = active;
        this.clock = clock;
        since = clock.instant().getEpochSecond();
        thread.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins one now. */
    public Reply begin(Reply status) {
        if (!able.getAsBoolean()) return new Reply(false, FAILED + "only the active node compares, while its peer's database follows", status.status());
        Comparison next = next();
        if (!running.compareAndSet(null, next)) return state(status);
        thread.execute(() -> run(next));
        return new Reply(true, RUNNING + next.progress(), status.status());
    }

    /** Of the one that runs, else of the last one; accepted unless it found differences, or failed. */
    public Reply state(Reply status) {
        Comparison now = running.get();
        if (now != null) return new Reply(true, RUNNING + now.progress(), status.status());
        Last known = last;
        if (!failure.isEmpty() || known == null) return new Reply(false, FAILED + (failure.isEmpty() ? "not yet" : failure), status.status());
        return new Reply(known.differences() == 0, known.text(), status.status());
    }

    /** For the operator. */
    String line() {
        Comparison now = running.get();
        Last known = last;
        String text = now != null ? RUNNING + now.progress() : known == null ? "not compared yet" : known.text().lines().findFirst().orElse("");
        return "databases: " + text + (failure.isEmpty() ? "" : "; the last attempt failed: " + failure);
    }

    /** Chunks that differed the last time; not a number before the first. */
    public double differences() {
        Last known = last;
        return known == null ? Double.NaN : known.differences();
    }

    /** When the last one ended, seconds since 1970; before the first: when this process began to wait for it. */
    public double finishedSeconds() {
        Last known = last;
        return known == null ? since : known.finished();
    }

    private void look() {
        try {
            read();
            if (!nightly.enabled() || !isDue(clock.instant(), nightly.time(), ZoneId.systemDefault()) || !able.getAsBoolean()) return;
            Comparison next = next();
            if (running.compareAndSet(null, next)) run(next);
        } catch (StoreException | RuntimeException e) { // thrown on, it would be the last look
            log.debug("what came of the last comparison cannot be read", e);
        }
    }

    private boolean isDue(Instant now, LocalTime at, ZoneId zone) {
        ZonedDateTime time = now.atZone(zone).with(at);
        if (time.toInstant().isAfter(now)) time = time.minusDays(1);
        Last known = last;
        return now.isBefore(time.toInstant().plus(NIGHT)) && !now.isBefore(notBefore)
                && (known == null || Instant.ofEpochSecond(known.finished()).isBefore(time.toInstant()));
    }

    private Comparison next() { return new Comparison(pair, nightly.rows(), active); }

    private void run(Comparison comparison) {
        try {
            Comparison.Result result = comparison.run();
            store(result);
            failure = "";
            if (result.differences().isEmpty()) {
                log.info("the databases of the pair are equal: {} chunks of {} tables{}", result.chunks(), result.tables(), notOf(result.skipped()));
            }
            for (String difference : result.differences()) log.error("the databases of the pair differ: {}", difference);
        } catch (StoreException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            notBefore = clock.instant().plus(AFTER_FAILURE);
            log.warn("the databases of the pair could not be compared: {}", failure);
        } finally {
            running.set(null);
        }
    }

    private static String notOf(List<String> skipped) { return skipped.isEmpty() ? "" : ", but not of " + String.join("; ", skipped); }

    private MariaDb open(String url) throws StoreException {
        return MariaDb.open(url, pair.username(), pair.password(), PATIENCE, PATIENCE.multipliedBy(10));
    }

    /** In both databases, so that the other node knows it, too, and past the binary log: if this node is no longer active, it is no transaction that the
     * peer lacks. */
    private void store(Comparison.Result result) throws StoreException {
        int differences = result.differences().size();
        String note = String.join("\n", result.differences().subList(0, Math.min(SHOWN, differences))) + (differences > SHOWN ? "\nand more: see the log" : "")
                + (result.skipped().isEmpty() ? "" : "\nnot compared: " + String.join("; ", result.skipped()));
        Last next = new Last(clock.instant().getEpochSecond(), result.tables(), result.chunks(), differences,
                note.strip().substring(0, Math.min(NOTE, note.strip().length())));
        String values = "finished=%d, tables=%d, chunks=%d, differences=%d, note=%s".formatted(next.finished(), next.tables(), next.chunks(),
                next.differences(), Chunks.text(next.note()));
        last = next;
        for (String url : List.of(pair.url(), pair.peerUrl())) {
            try (MariaDb server = open(url)) {
                if (isMissing(server)) throw new StoreException("there is no table accounting.pair_comparison: provisioning-api of this release has"
                        + " not migrated the database yet; it was compared all the same: " + next.text());
                server.run("SET SESSION sql_log_bin=0");
                server.run("INSERT INTO accounting.pair_comparison SET pair=" + Chunks.text(pairName) + ", " + values + " ON DUPLICATE KEY UPDATE " + values);
            }
        }
    }

    private void read() throws StoreException {
        try (MariaDb own = open(pair.url())) {
            if (isMissing(own)) return;
            String row = own.value("SELECT CONCAT_WS('\t', finished, tables, chunks, differences, note) FROM accounting.pair_comparison WHERE pair="
                    + Chunks.text(pairName));
            if (row.isEmpty()) return;
            String[] words = row.split("\t", 5);
            last = new Last(Long.parseLong(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]), words[4]);
        }
    }

    private static boolean isMissing(MariaDb server) throws StoreException {
        return server.value("SELECT table_name FROM information_schema.tables WHERE table_schema='accounting' AND table_name='pair_comparison'").isEmpty();
    }

    @Override public void close() { thread.shutdownNow(); }
}
