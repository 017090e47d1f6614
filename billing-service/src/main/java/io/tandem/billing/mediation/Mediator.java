package io.tandem.billing.mediation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.sql.DataSource;

import io.tandem.billing.cdr.Cdr;
import io.tandem.billing.cdr.CdrWriter;
import io.tandem.data.epoch.PairEpoch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mediates all calls that are over. Records and the removal of their rows are one transaction, and a lock in the database lets one
 * mediator work at a time: nothing is lost or doubled by a crash, a restart or a second instance. One thread at a time.
 */
public final class Mediator {
    private static final String LOCK = "tandem_mediation";
    private static final Logger log = LoggerFactory.getLogger(Mediator.class);

    private final DataSource dataSource;
    private final MediationProperties properties;
    private final InstantSource clock;
    private final PairEpoch epoch;
    private final CdrWriter writer = new CdrWriter();

    /** @param epoch in which this node of a pair writes */
    public Mediator(DataSource dataSource, MediationProperties properties, InstantSource clock, PairEpoch epoch) {
        this.dataSource = dataSource;
        this.properties = properties;
        this.clock = clock;
        this.epoch = epoch;
    }

    /**
     * One pass over the rows.
     *
     * @throws io.tandem.data.epoch.StaleEpochException if another node of the pair is active since
     * @throws SQLException if the database fails; what was not committed is done again by the next pass
     */
    public Pass run() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (!lock(connection)) return new Pass.Elsewhere();
            try {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(false);
                return pass(connection);
            } finally {
                release(connection);
            }
        }
    }

    private Pass pass(Connection connection) throws SQLException {
        List<Cdr> written = new ArrayList<>();
        AccountingTable table = new AccountingTable(connection);
        long after = 0;
        List<AccountingTable.Candidate> candidates;
        do {
            var before = CallMediation.Limits.epochSeconds(clock.instant().minus(properties.maxAge()));
            candidates = table.candidates(after, before, properties.batch());
            Set<String> calls = new LinkedHashSet<>();
            for (AccountingTable.Candidate candidate : candidates) {
                calls.add(CallId.base(candidate.callId()));
                after = candidate.id();
            }
            if (!calls.isEmpty()) written.addAll(batch(connection, table, calls));
        } while (candidates.size() == properties.batch());
        new Transfers(connection).forgetOld();
        connection.commit();
        return new Pass.Done(written, table.count());
    }

    /** One transaction; if a record does not fit the table, one transaction a call, and the call that does not fit is put aside. */
    private List<Cdr> batch(Connection connection, AccountingTable table, Set<String> calls) throws SQLException {
        Map<String, CallMediation.Outcome> outcomes = decide(table, calls, new Transfers(connection).known(calls));
        try {
            return write(connection, table, outcomes.values().stream().toList());
        } catch (SQLException e) {
            connection.rollback();
            if (!isAboutData(e)) throw e;
        }
        List<Cdr> written = new ArrayList<>();
        for (Map.Entry<String, CallMediation.Outcome> call : outcomes.entrySet()) {
            written.addAll(single(connection, table, call.getKey(), call.getValue()));
        }
        return written;
    }

    private List<Cdr> single(Connection connection, AccountingTable table, String call, CallMediation.Outcome outcome) throws SQLException {
        try {
            return write(connection, table, List.of(outcome));
        } catch (SQLException e) {
            connection.rollback();
            if (!isAboutData(e)) throw e;
            log.error("records of call {} cannot be stored, its {} rows go to accounting.acc_trash", call, outcome.done().size(), e);
            table.moveToTrash(outcome.done());
            table.moveToTrash(outcome.unusable());
            epoch.check(connection);
            connection.commit();
            return List.of();
        }
    }

    private Map<String, CallMediation.Outcome> decide(AccountingTable table, Set<String> calls, Map<String, String> groups) throws SQLException {
        List<String> callIds = calls.stream().flatMap(CallId::ofCall).toList();
        Map<String, List<AccountingRow>> rows = new LinkedHashMap<>();
        table.rows(callIds).forEach(row -> rows.computeIfAbsent(CallId.base(row.callId()), _ -> new ArrayList<>()).add(row));
        Map<String, Set<AccountingRow.Identity>> mediated = new LinkedHashMap<>();
        table.mediated(callIds).forEach(row -> mediated.computeIfAbsent(CallId.base(row.callId()), _ -> new LinkedHashSet<>()).add(row));
        var limits = new CallMediation.Limits(clock.instant(), properties.maxAge(), properties.orphanAge());
        Map<String, CallMediation.Outcome> outcomes = new LinkedHashMap<>();
        rows.forEach((call, its) -> outcomes.put(call, CallMediation.decide(its, mediated.getOrDefault(call, Set.of()),
                Optional.ofNullable(groups.get(call)), limits)));
        return outcomes;
    }

    private List<Cdr> write(Connection connection, AccountingTable table, List<CallMediation.Outcome> outcomes) throws SQLException {
        List<Cdr> cdrs = outcomes.stream().flatMap(outcome -> outcome.cdrs().stream()).toList();
        for (Cdr cdr : cdrs) writer.write(connection, cdr);
        new Transfers(connection).keep(outcomes.stream().flatMap(outcome -> outcome.links().stream()).toList());
        table.moveToBackup(outcomes.stream().flatMap(outcome -> outcome.done().stream()).toList());
        table.moveToTrash(outcomes.stream().flatMap(outcome -> outcome.unusable().stream()).toList());
        epoch.check(connection);
        connection.commit();
        return cdrs;
    }

    /** SQLSTATE class 22 data exception, 23 integrity violation: waiting will not help. */
    private static boolean isAboutData(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23");
    }

    private static boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select get_lock(?, 0)")) {
            statement.setString(1, LOCK);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getInt(1) == 1;
            }
        }
    }

    /**
     * Work that was not committed by now failed and is undone. If this fails too, the connection is broken, and the server
     * releases the lock with it.
     */
    private static void release(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement("select release_lock(?)")) {
            if (!connection.getAutoCommit()) connection.rollback();
            statement.setString(1, LOCK);
            statement.executeQuery().close();
        } catch (SQLException e) {
            log.debug("lock {} is released by the server", LOCK, e);
        }
    }

    /** What a pass did. */
    public sealed interface Pass {
        /** @param rowsWaiting rows left in {@code acc}: calls in progress, and what waits for its counterpart */
        record Done(List<Cdr> written, long rowsWaiting) implements Pass {}

        /** Another mediator is at work. */
        record Elsewhere() implements Pass {}
    }
}
