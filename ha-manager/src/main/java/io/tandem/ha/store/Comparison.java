package io.tandem.ha.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.tandem.ha.store.StoreProperties.DatabasePair;

/**
 * Compares the databases of a pair, from the active node. Commits are held up for a moment, until the standby has all transactions; in this moment a
 * transaction begins on each server that sees this state for as long as it lasts. Then both are read table by table, chunk by chunk, without locks and
 * without writes, while they go on. Works half of the time and rests the other half. One thread.
 */
final class Comparison {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    /** Nobody's commit is held up for longer. */
    private static final long HELD_MILLIS = 300;
    private static final int ATTEMPTS = 10;
    private static final long BETWEEN_MILLIS = 1_000;
    private static final long TURN_MILLIS = 2;
    private static final long LONG_MILLIS = 200;
    /** A table without a primary key is read at once. */
    private static final long MOST_ROWS_AT_ONCE = 100_000;
    private static final long OCTETS_AT_ONCE = 8 << 20;

    private final DatabasePair pair;
    private final int rows;
    private final BooleanSupplier goesOn;
    private final List<String> differences = new ArrayList<>();
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
     * @param goesOn false once this node is not active any more
     */
    Comparison(DatabasePair pair, int rows, BooleanSupplier goesOn) {
        this.pair = pair;
        this.rows = rows;
        this.goesOn = goesOn;
    }

    /** How far it is. Any thread. */
    String progress() { return current + ", " + chunks + " chunks done"; }

    /** @throws StoreException if they cannot be compared, or not to the end */
    Result run() throws StoreException {
        try (MariaDb own = open(pair.url()); MariaDb peer = open(pair.peerUrl())) {
            current = "waiting for a moment when both have the same";
            begin(own, peer);
            for (Chunks table : Chunks.of(own)) compare(own, peer, table);
            return new Result(tables, chunks, List.copyOf(differences), List.copyOf(skipped));
        }
    }

    private MariaDb open(String url) throws StoreException {
        MariaDb server = MariaDb.open(url, pair.username(), pair.password(), PATIENCE, ANSWER);
        server.run("SET SESSION tx_isolation='REPEATABLE-READ', SESSION time_zone='+00:00'");
        return server;
    }

    private void begin(MariaDb own, MariaDb peer) throws StoreException {
        if (own.isOn("read_only")) throw new StoreException("this node's database takes no writes");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!"Yes".equals(peer.replication().get("Slave_SQL_Running"))) throw new StoreException("the peer's database does not follow this one");
            if (beginsAtOnePosition(own, peer)) return;
            pause(BETWEEN_MILLIS);
        }
        throw new StoreException("the peer's database is behind, in each of %d moments".formatted(ATTEMPTS));
    }

    /** Who would commit waits from the one stage to the next; a session that ends lets go of it, too. */
    private boolean beginsAtOnePosition(MariaDb own, MariaDb peer) throws StoreException {
        try (MariaDb stage = open(pair.url())) {
            stage.run("SET SESSION lock_wait_timeout=1");
            stage.run("BACKUP STAGE START");
            stage.run("BACKUP STAGE BLOCK_COMMIT");
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HELD_MILLIS);
            GtidPosition wanted = own.position();
            while (wanted.beyond(peer.position()) > 0) {
                if (System.nanoTime() - end > 0) return false;
                pause(TURN_MILLIS);
            }
            own.run("START TRANSACTION WITH CONSISTENT SNAPSHOT");
            peer.run("START TRANSACTION WITH CONSISTENT SNAPSHOT");
            stage.run("BACKUP STAGE END");
            return true;
        }
    }

    private void compare(MariaDb own, MariaDb peer, Chunks table) throws StoreException {
        current = table.schema() + "." + table.name();
        if (table.first().isEmpty() && table.rows() > MOST_ROWS_AT_ONCE) {
            skipped.add(current + ": no primary key, about " + table.rows() + " rows");
            return;
        }
        tables++;
        long size = Math.clamp(OCTETS_AT_ONCE / Math.max(1, table.length()), 1, rows);
        Optional<String> after = Optional.empty();
        do {
            long from = System.nanoTime();
            Optional<String> end = table.end(own, after, size);
            String here = table.sum(own, after, end);
            String there = table.sum(peer, after, end);
            chunks++;
            if (!here.equals(there)) differences.add("%s, %s: %s here, %s on the peer".formatted(current, table.bounds(after, end), here, there));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            if (millis > LONG_MILLIS) size = Math.max(1, size / 2);
            pause(millis);
            after = end;
        } while (after.isPresent());
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
}
