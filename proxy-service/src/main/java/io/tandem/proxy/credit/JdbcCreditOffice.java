package io.tandem.proxy.credit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import io.tandem.data.coherence.BoundedReads;
import io.tandem.data.credit.CreditRequest;
import io.tandem.data.credit.Reservations;
import io.tandem.data.tariff.Affordable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Balances in the database. What could not be told the database is told it again by {@link #settle}. Close it before the pool. */
public final class JdbcCreditOffice implements CreditOffice, AutoCloseable {
    /** Calls at the same time; the pool has as many connections. */
    public static final int CONCURRENT = 4;
    private static final int WAITING = 2_000;
    private static final int ATTEMPTS = 3;
    /** Beyond that an outage leaves reservations until they expire. */
    private static final int MOST_UNSETTLED = 100_000;
    /** Others release what a process holds that was not heard of for 20 s. */
    private static final int STILL_ALIVE_EVERY = 500;
    private static final Logger LOG = LoggerFactory.getLogger(JdbcCreditOffice.class);

    private final BoundedReads threads = new BoundedReads(CONCURRENT, WAITING);
    private final Map<String, Fate> unsettled = new ConcurrentHashMap<>();
    private final String holder = UUID.randomUUID().toString();
    private final DataSource transactions;
    private volatile boolean known;

    /** What becomes of a reservation; the later one holds. */
    private enum Fate { ANSWERED, RELEASED }

    /** @param transactions a pool of {@link io.tandem.data.DataSources#openForTransactions} */
    public JdbcCreditOffice(DataSource transactions) {
        this.transactions = transactions;
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** This process, as what it holds is marked. */
    public String holder() {
        return holder;
    }

    /** Whether one that has failed was committed nobody knows: it is released. */
    @Override
    public CompletionStage<Affordable> reserve(CreditRequest request) {
        return threads.submit(() -> transaction(connection -> reserved(connection, request))).whenComplete((_, failure) -> {
            if (failure != null) {
                request.reservations().forEach(this::release);
            }
        });
    }

    /** What a process holds is not to be seen before it is known to live. */
    private Affordable reserved(Connection connection, CreditRequest request) throws SQLException {
        if (!known) {
            Reservations.alive(connection, holder);
        }
        return Reservations.reserve(connection, request, holder);
    }

    @Override
    public CompletionStage<Affordable> look(CreditRequest request) {
        return threads.submit(() -> transaction(connection -> Reservations.look(connection, request)));
    }

    @Override
    public void answered(String reservation) {
        settle(reservation, Fate.ANSWERED);
    }

    @Override
    public void release(String reservation) {
        settle(reservation, Fate.RELEASED);
    }

    private void settle(String reservation, Fate fate) {
        if (unsettled.size() >= MOST_UNSETTLED) {
            LOG.warn("reservation {} stays until it expires: {} others wait for the database, check tandem.db.url", reservation, MOST_UNSETTLED);
            return;
        }
        Fate wanted = unsettled.merge(reservation, fate, (before, now) -> before.compareTo(now) > 0 ? before : now);
        threads.submit(() -> settled(reservation, wanted)).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.debug("reservation {} is settled later: {}", reservation, failure.toString());
            }
        });
    }

    private boolean settled(String reservation, Fate fate) throws SQLException {
        int changed = transaction(connection -> fate == Fate.ANSWERED ? Reservations.answered(connection, reservation)
                : Reservations.release(connection, reservation));
        unsettled.remove(reservation, fate);
        return changed > 0;
    }

    /** Tells the database what it has not heard yet. Blocks. */
    public void settle() throws SQLException {
        int done = 0;
        for (Map.Entry<String, Fate> left : unsettled.entrySet()) {
            if (++done % STILL_ALIVE_EVERY == 0) {
                alive();
            }
            settled(left.getKey(), left.getValue());
        }
    }

    /** This process lives. Blocks. */
    void alive() throws SQLException {
        transaction(connection -> {
            Reservations.alive(connection, holder);
            return true;
        });
        known = true;
    }

    /** Releases what others held that have been dead for so long. Blocks.
     * @return how many */
    int sweep(Duration lease) throws SQLException {
        return transaction(connection -> Reservations.sweep(connection, lease));
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = transactions.getConnection()) {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLTransactionRollbackException victim) {
                if (attempt == ATTEMPTS) {
                    throw victim;
                }
            }
        }
    }

    /** The calls that this process sets up end with it. */
    @Override
    public void close() {
        try {
            settle();
            int left = transaction(connection -> Reservations.leave(connection, holder));
            LOG.debug("{} reservations of calls in setup released", left);
        } catch (SQLException failure) {
            LOG.warn("reservations of calls in setup stay until another proxy releases them: {}", failure.toString());
        }
        threads.close();
    }
}
