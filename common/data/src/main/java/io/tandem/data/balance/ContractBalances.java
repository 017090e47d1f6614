package io.tandem.data.balance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * {@code billing.contract_balances}, in the transaction of the caller, with as many statements for many contracts as for one. Who writes has locked the
 * contracts before: all at once, for locks are taken in the order of ids.
 */
public final class ContractBalances {
    public static final String TABLE = "billing.contract_balances";
    /** In the order of {@link #row}. */
    public static final List<String> WRITTEN = List.of("contract_id", "start", "end", "cash_balance", "initial_cash_balance", "cash_balance_interval",
        "free_time_balance", "initial_free_time_balance", "free_time_balance_interval", "topup_count", "timely_topup_count");
    private static final String COLUMNS = "b.id, b." + String.join(", b.", WRITTEN);
    private static final String SELECT = "select " + COLUMNS + " from " + TABLE + " b where b.contract_id in ({ids}) and ";
    private static final String INSERT = "insert into " + TABLE + " (" + String.join(", ", WRITTEN) + ") values ("
        + String.join(", ", Collections.nCopies(WRITTEN.size(), "?")) + ")";
    /** The driver makes one statement of those for many rows, which it does not of updates. */
    private static final String UPDATE = "insert into " + TABLE + " (" + String.join(", ", WRITTEN) + ", id) values ("
        + String.join(", ", Collections.nCopies(WRITTEN.size() + 1, "?")) + ") on duplicate key update "
        + WRITTEN.stream().map("%1$s = values(%1$s)"::formatted).collect(Collectors.joining(", "));
    private static final String LATEST = "select " + COLUMNS + ", (select count(*) from " + TABLE + " i where i.contract_id = b.contract_id and i.start > "
        + "coalesce((select max(t.start) from " + TABLE + " t where t.contract_id = b.contract_id and t.topup_count > 0), '1000-01-01')) from " + TABLE
        + " b join (select contract_id, max(start) as start from " + TABLE + " where contract_id in ({ids}) group by contract_id) l "
        + "on l.contract_id = b.contract_id and l.start = b.start";
    private static final String IDLE = "select count(*) from " + TABLE + " i where i.contract_id in ({ids}) and i.start <= ? and i.start > "
        + "coalesce((select max(t.start) from " + TABLE + " t where t.contract_id = i.contract_id and t.topup_count > 0 and t.start <= ?), '1000-01-01')";
    private static final int AT_ONCE = 500;

    private final Connection connection;

    public ContractBalances(Connection connection) {
        this.connection = connection;
    }

    /** Others wait for the end of this transaction. */
    public void lock(Collection<Long> contracts) throws SQLException {
        String sql = "select id from billing.contracts where id in ({ids}) order by id for update";
        try (PreparedStatement statement = TermsQuery.prepared(connection, sql, contracts); ResultSet row = statement.executeQuery()) {
            while (row.next()) { // each row that is read is locked
                row.getLong(1);
            }
        }
    }

    /** By the clock of the database, whole seconds. */
    public LocalDateTime now() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select current_timestamp"); ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, LocalDateTime.class);
        }
    }

    /** Locks contracts and makes the intervals that they lack.
     * @return the moment up to which there are balances now; the next may begin before the next statement does */
    public LocalDateTime catchUp(SortedSet<Long> contracts) throws SQLException {
        lock(contracts);
        LocalDateTime now = now();
        Map<Long, Last> last = last(contracts);
        List<Balance> missing = new ArrayList<>();
        for (Map.Entry<Long, Terms> terms : TermsQuery.read(connection, contracts).entrySet()) {
            Optional<Last> before = Optional.ofNullable(last.get(terms.getKey()));
            List<Balance> made;
            do {
                made = terms.getValue().after(before.map(Last::balance), before.map(Last::withoutTopUp).orElse(0L), now, AT_ONCE);
                missing.addAll(made);
                before = before(before, made);
                insert(missing, AT_ONCE);
            } while (made.size() == AT_ONCE);
        }
        insert(missing, 1);
        return now;
    }

    /** Those that there are now, by their contracts. */
    public Map<Long, Balance> current(Collection<Long> contracts) throws SQLException {
        return byContract(contracts, "b.start <= current_timestamp and b.end >= current_timestamp");
    }

    /** Those of a moment, by their contracts. */
    public Map<Long, Balance> at(Collection<Long> contracts, LocalDateTime moment) throws SQLException {
        return byContract(contracts, "b.start <= ? and b.end >= ?", moment, moment);
    }

    /** All that end at a moment or later, by their contracts and in their order. */
    public Map<Long, List<Balance>> since(Collection<Long> contracts, LocalDateTime moment) throws SQLException {
        Map<Long, List<Balance>> found = new HashMap<>();
        for (Balance balance : read(contracts, "b.end >= ? order by b.contract_id, b.start", moment)) {
            found.computeIfAbsent(balance.contract(), _ -> new ArrayList<>()).add(balance);
        }
        return found;
    }

    /** Intervals without a top-up up to one of them. */
    public long withoutTopUp(Balance balance) throws SQLException {
        LocalDateTime start = balance.interval().start();
        try (PreparedStatement statement = TermsQuery.prepared(connection, IDLE, List.of(balance.contract()), start, start);
             ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Writes balances that were read before. */
    public void update(Collection<Balance> balances) throws SQLException {
        if (balances.isEmpty()) return;
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            for (Balance balance : balances) {
                bind(statement, row(balance));
                statement.setLong(WRITTEN.size() + 1, balance.id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** What is written of a balance, in the order of {@link #WRITTEN}. */
    public static @Nullable Object[] row(Balance balance) {
        return new @Nullable Object[] {balance.contract(), balance.interval().start(), balance.interval().end(), balance.cash(), balance.initialCash(),
            balance.cashSpent(), balance.free(), balance.initialFree(), balance.freeSpent(), balance.topUps(), balance.timelyTopUps()};
    }

    private static Optional<Last> before(Optional<Last> last, List<Balance> made) {
        return made.isEmpty() ? last : Optional.of(new Last(made.getLast(), last.map(Last::withoutTopUp).orElse(0L) + made.size()));
    }

    /** However long a contract has slept, memory holds few of its intervals. */
    private void insert(List<Balance> balances, int least) throws SQLException {
        if (balances.size() < least) return;
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (Balance balance : balances) {
                bind(statement, row(balance));
                statement.addBatch();
            }
            statement.executeBatch();
        }
        balances.clear();
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
    }

    /** @param withoutTopUp intervals since the last top-up, this one among them */
    private record Last(Balance balance, long withoutTopUp) {}

    private Map<Long, Last> last(Collection<Long> contracts) throws SQLException {
        Map<Long, Last> last = new HashMap<>();
        try (PreparedStatement statement = TermsQuery.prepared(connection, LATEST, contracts); ResultSet row = statement.executeQuery()) {
            while (row.next()) last.put(row.getLong(2), new Last(balance(row), row.getLong(WRITTEN.size() + 2)));
        }
        return last;
    }

    private Map<Long, Balance> byContract(Collection<Long> contracts, String when, Object... moments) throws SQLException {
        Map<Long, Balance> found = new HashMap<>();
        for (Balance balance : read(contracts, when, moments)) found.put(balance.contract(), balance);
        return found;
    }

    private List<Balance> read(Collection<Long> contracts, String when, Object... moments) throws SQLException {
        List<Balance> found = new ArrayList<>();
        if (contracts.isEmpty()) return found;
        try (PreparedStatement statement = TermsQuery.prepared(connection, SELECT + when, contracts, moments); ResultSet row = statement.executeQuery()) {
            while (row.next()) found.add(balance(row));
        }
        return found;
    }

    private static Balance balance(ResultSet row) throws SQLException {
        Interval interval = new Interval(row.getObject(3, LocalDateTime.class), row.getObject(4, LocalDateTime.class));
        return new Balance(row.getLong(1), row.getLong(2), interval, row.getBigDecimal(5), row.getBigDecimal(6), row.getBigDecimal(7), row.getLong(8),
            row.getLong(9), row.getLong(10), row.getLong(11), row.getLong(12));
    }
}
