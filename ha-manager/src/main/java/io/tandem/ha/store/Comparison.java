package io.tandem.ha.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.tandem.ha.store.StoreProperties.DatabasePair;

/**
 * Compares the databases of a pair, from the active node. Each chunk of a table is summed up by a statement that replication repeats on the standby, so that both
 * sums are of the same moment (ha.md §5); when the standby has come that far, the two lots of sums are compared. Works half of the time and rests the other
 * half. One thread.
 */
final class Comparison {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long CATCH_UP_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long TURN_MILLIS = 50;
    private static final long LONG_MILLIS = 200;
    /** A table without a primary key is locked as a whole. */
    private static final long MOST_ROWS_AT_ONCE = 100_000;
    private static final long OCTETS_AT_ONCE = 8 << 20;
    private static final int ATTEMPTS = 3;
    private static final int CHUNKS_BETWEEN_LOOKS = 20;
    /** Chunks the standby may be behind. */
    private static final long BEHIND = 200;

    private final DatabasePair pair;
    private final int rows;
    private final long run;
    private final BooleanSupplier goesOn;
    private final List<String> skipped = new ArrayList<>();
    private int tables;
    private volatile int chunks;
    private volatile String current = "beginning";

    /**
     * What came of it.
     *
     * @param differences a line a chunk
     * @param skipped     tables that were not compared, and why
     */
    record Result(int tables, int chunks, List<String> differences, List<String> skipped) {}

    /**
     * @param rows   in a chunk, at most
     * @param run    its number: higher than that of any before
     * @param goesOn false once this node is not active any more
     */
    Comparison(DatabasePair pair, int rows, long run, BooleanSupplier goesOn) {
        this.pair = pair;
        this.rows = rows;
        this.run = run;
        this.goesOn = goesOn;
    }

    /** How far it is. Any thread. */
    String progress() { return current + ", " + chunks + " chunks done"; }

    /** @throws StoreException if they cannot be compared, or not to the end */
    Result run() throws StoreException {
        try (MariaDb own = MariaDb.open(pair.url(), pair.username(), pair.password(), PATIENCE, ANSWER);
             MariaDb peer = MariaDb.open(pair.peerUrl(), pair.username(), pair.password(), PATIENCE, ANSWER)) {
            refuseUnlessFollowed(own, peer);
            own.run("SET SESSION binlog_format='STATEMENT', SESSION tx_isolation='REPEATABLE-READ', SESSION time_zone='+00:00',"
                    + " SESSION innodb_lock_wait_timeout=1");
            for (Chunks table : Chunks.of(own)) sum(own, peer, table);
            current = "waiting for the standby";
            awaitStandby(own, peer, 0);
            return new Result(tables, chunks, differences(sums(own), sums(peer)), List.copyOf(skipped));
        }
    }

    private static void refuseUnlessFollowed(MariaDb own, MariaDb peer) throws StoreException {
        if (own.isOn("read_only")) throw new StoreException("this node's database takes no writes");
        if (own.value("SHOW TABLES IN accounting LIKE 'pair_chunk'").isEmpty()) {
            throw new StoreException("there is no table accounting.pair_chunk: provisioning-api of this release has not migrated the database yet");
        }
        if (!"Yes".equals(peer.replication().get("Slave_SQL_Running"))) throw new StoreException("the peer's database does not follow this one");
    }

    private void sum(MariaDb own, MariaDb peer, Chunks table) throws StoreException {
        current = table.schema() + "." + table.name();
        if (table.first().isEmpty() && table.rows() > MOST_ROWS_AT_ONCE) {
            skipped.add(current + ": no primary key, about " + table.rows() + " rows");
            return;
        }
        tables++;
        long size = Math.clamp(OCTETS_AT_ONCE / Math.max(1, table.length()), 1, rows);
        Optional<String> after = Optional.empty();
        for (int number = 0; ; number++) {
            if (chunks % CHUNKS_BETWEEN_LOOKS == 0) awaitStandby(own, peer, BEHIND);
            long from = System.nanoTime();
            Optional<String> end = table.end(own, after, size);
            sum(own, table, number, after, end);
            chunks++;
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            if (millis > LONG_MILLIS) size = Math.max(1, size / 2);
            pause(millis);
            if (end.isEmpty()) return;
            after = end;
        }
    }

    private void sum(MariaDb own, Chunks table, int number, Optional<String> after, Optional<String> end) throws StoreException {
        for (int attempt = 1; ; attempt++) {
            try {
                table.sum(own, run, number, after, end);
                return;
            } catch (StoreException e) { // a writer may have these rows
                if (attempt == ATTEMPTS) throw e;
                pause(TURN_MILLIS);
            }
        }
    }

    private void awaitStandby(MariaDb own, MariaDb peer, long behind) throws StoreException {
        GtidPosition wanted = own.position();
        long end = System.nanoTime() + CATCH_UP_NANOS;
        while (wanted.beyond(peer.position()) > behind) {
            if (!"Yes".equals(peer.replication().get("Slave_SQL_Running"))) throw new StoreException("the peer's database does not follow this one any more");
            if (System.nanoTime() - end > 0) throw new StoreException("the peer's database is behind, and has not caught up within ten minutes");
            pause(TURN_MILLIS);
        }
    }

    private void pause(long millis) throws StoreException {
        if (!goesOn.getAsBoolean()) throw new StoreException("this node is not active any more");
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("the HA manager ends", e);
        }
    }

    /** Where a chunk is: how many rows, and their sum. */
    private Map<String, String> sums(MariaDb server) throws StoreException {
        Map<String, String> sums = new HashMap<>();
        for (String row : server.column("SELECT CONCAT(table_schema, '.', table_name, ', ', bounds, '\t', row_count, '\t', checksum)"
                + " FROM accounting.pair_chunk WHERE run=" + run)) {
            int tab = row.indexOf('\t');
            sums.put(row.substring(0, tab), row.substring(tab + 1));
        }
        return sums;
    }

    private static List<String> differences(Map<String, String> here, Map<String, String> there) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> places = new TreeSet<>(here.keySet());
        places.addAll(there.keySet());
        for (String place : places) {
            String own = here.getOrDefault(place, "no\t");
            String peers = there.getOrDefault(place, "no\t");
            if (!own.equals(peers)) differences.add("%s: %s rows here, %s on the peer, not the same".formatted(place, own.split("\t")[0], peers.split("\t")[0]));
        }
        return differences;
    }
}
