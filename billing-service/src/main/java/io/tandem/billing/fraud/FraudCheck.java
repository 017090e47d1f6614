package io.tandem.billing.fraud;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.sql.DataSource;

import io.tandem.data.epoch.PairEpoch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums what customers' calls cost in their day and their month, marks limits that are passed, and locks who has passed one. A lock in the database lets one
 * node work at a time, and each sum with what follows from it is one transaction: nothing is lost or done twice by a crash. One thread at a time.
 */
public final class FraudCheck {
    private static final String LOCK = "tandem_fraud";
    private static final String SOURCE = "fraud";
    /** Rows are rated in transactions that commit later: they are looked for this far back. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(1);
    /** How long after its end a period still leads to a lock: calls are rated some time after they began. */
    private static final Duration LATE = Duration.ofDays(1);
    private static final Logger log = LoggerFactory.getLogger(FraudCheck.class);

    private final DataSource dataSource;
    private final InstantSource clock;
    private final PairEpoch epoch;

    /** @param epoch in which this node of a pair checks */
    public FraudCheck(DataSource dataSource, InstantSource clock, PairEpoch epoch) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.epoch = epoch;
    }

    /** A limit that a customer has passed in this pass.
     * @param locked ids of subscribers that were locked therefore */
    public record Alarm(long customer, String period, int lock, List<Long> locked) {}

    /**
     * One pass over the calls that were rated since the last one.
     *
     * @return empty if another node is at work
     * @throws io.tandem.data.epoch.StaleEpochException if another node of the pair is active since
     * @throws SQLException if the database fails; what was not committed is done again by the next pass
     */
    public Optional<List<Alarm>> run() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (number(connection, "select get_lock(?, 0)", LOCK) != 1) return Optional.empty();
            try {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(false);
                return Optional.of(pass(connection));
            } finally {
                release(connection);
            }
        }
    }

    private List<Alarm> pass(Connection connection) throws SQLException {
        Instant now = clock.instant();
        PeriodCosts costs = new PeriodCosts(connection);
        List<Alarm> alarms = new ArrayList<>();
        for (Sum sum : sums(costs.rated(from(connection, now), utc(now.plusSeconds(1))))) {
            costs.sum(sum.customer(), sum.period());
            boolean isNews = sum.period().end() > now.minus(LATE).getEpochSecond();
            Optional<PeriodCosts.Passed> passed = isNews ? costs.passed(sum.customer(), sum.period()) : Optional.empty();
            if (passed.isPresent()) alarms.add(alarm(connection, costs, sum, passed.get()));
            commit(connection);
        }
        remember(connection, now);
        commit(connection);
        return alarms;
    }

    private void commit(Connection connection) throws SQLException {
        epoch.check(connection);
        connection.commit();
    }

    /** At the first time the day before: what customers spent in the past locks nobody. */
    private static LocalDateTime from(Connection connection, Instant now) throws SQLException {
        long position = number(connection, "select coalesce(max(position), 0) from provisioning.event_positions where source = ?", SOURCE);
        return utc(position == 0 ? now.minus(LATE) : Instant.ofEpochSecond(position).minus(LOOK_BACK));
    }

    private record Sum(long customer, Period period) {}

    private static Set<Sum> sums(List<PeriodCosts.CustomerDay> days) {
        Set<Sum> sums = new LinkedHashSet<>();
        for (PeriodCosts.CustomerDay rated : days) {
            sums.add(new Sum(rated.customer(), Period.day(rated.day())));
            sums.add(new Sum(rated.customer(), Period.monthOf(rated.day())));
        }
        return sums;
    }

    private static Alarm alarm(Connection connection, PeriodCosts costs, Sum sum, PeriodCosts.Passed passed) throws SQLException {
        costs.mark(passed);
        List<Long> locked = passed.lock() > 0 ? new CustomerLock(connection).lock(sum.customer(), passed.lock()) : List.of();
        log.warn("customer {} has passed the limit of the {} that began on {}: {} subscribers locked at level {}", sum.customer(),
                sum.period().length().column(), sum.period().first(), locked.size(), passed.lock());
        return new Alarm(sum.customer(), sum.period().length().column(), passed.lock(), locked);
    }

    private static void remember(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into provisioning.event_positions (source, position) values (?, ?) "
                + "on duplicate key update position = values(position)")) {
            statement.setString(1, SOURCE);
            statement.setLong(2, now.getEpochSecond());
            statement.executeUpdate();
        }
    }

    private static LocalDateTime utc(Instant moment) { return LocalDateTime.ofInstant(moment, ZoneOffset.UTC); }

    private static long number(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** What was not committed by now failed and is undone. If this fails too, the connection is broken, and the server releases the lock with it. */
    private static void release(Connection connection) {
        try {
            if (!connection.getAutoCommit()) connection.rollback();
            number(connection, "select release_lock(?)", LOCK);
        } catch (SQLException e) {
            log.debug("lock {} is released by the server", LOCK, e);
        }
    }
}
