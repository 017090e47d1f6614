package io.tandem.provisioning.billing.balance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.tandem.provisioning.billing.interval.Interval;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The balances of contracts. Whoever asks for one first makes the intervals that are missing, with as many statements for many contracts as for one. */
public final class Balances {
    static final String TABLE = "billing.contract_balances";
    /** In the order of {@link #row}. */
    private static final List<String> WRITTEN = List.of("contract_id", "start", "end", "cash_balance", "initial_cash_balance", "cash_balance_interval",
        "free_time_balance", "initial_free_time_balance", "free_time_balance_interval", "topup_count", "timely_topup_count");
    private static final String COLUMNS = "b.id, b." + String.join(", b.", WRITTEN);
    private static final String INSERT =
        "insert into " + TABLE + " (" + String.join(", ", WRITTEN) + ") values (" + Store.marks(WRITTEN.size()) + ")";
    private static final String NOW = "b.start <= current_timestamp and b.end >= current_timestamp";
    private static final String AT = "b.start <= ? and b.end >= ?";
    private static final String LATEST = "select " + COLUMNS + ", (select count(*) from " + TABLE + " i where i.contract_id = b.contract_id and i.start > "
        + "coalesce((select max(t.start) from " + TABLE + " t where t.contract_id = b.contract_id and t.topup_count > 0), '1000-01-01')) from " + TABLE
        + " b join (select contract_id, max(start) as start from " + TABLE + " where contract_id in ({ids}) group by contract_id) l "
        + "on l.contract_id = b.contract_id and l.start = b.start";

    private static final int AT_ONCE = 500;

    private final Store store;
    private final Transactions transactions;
    private final TermsQuery terms;

    public Balances(Store store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
        this.terms = new TermsQuery(store);
    }

    /** SQL that joins the balance of now, {@code b}, to a contract {@code c}; there is none until somebody has asked for it. */
    static String joined() {
        return " left join " + TABLE + " b on b.contract_id = c.id and " + NOW;
    }

    /** The balances of now. Those that had to be made are there for others, too. Who writes gets them locked: what he read is what he changes. */
    public Map<Long, Balance> current(Collection<Long> contracts) {
        if (!contracts.isEmpty() && TransactionSynchronizationManager.isActualTransactionActive()) {
            return made(new TreeSet<>(contracts));
        }
        Map<Long, Balance> found = read(contracts, NOW);
        TreeSet<Long> missing = new TreeSet<>(contracts);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            found.putAll(transactions.write(() -> made(missing)));
        }
        return found;
    }

    private Map<Long, Balance> made(SortedSet<Long> contracts) {
        LocalDateTime now = catchUp(contracts);
        return read(contracts, AT, now, now);
    }

    /** The balance of now, for who changes it: others wait for the end of this transaction. */
    public Balance locked(long contract) {
        return made(new TreeSet<>(List.of(contract))).values().stream().findFirst()
            .orElseThrow(() -> new IllegalStateException("no balance of contract " + contract));
    }

    /** Ends the intervals of a package's contracts that wait for top-ups, when the package no longer does. */
    public void close(long profilePackage) {
        List<Long> waiting = store.numbers("select b.contract_id from " + TABLE + " b join billing.contracts c on c.id = b.contract_id "
            + "where c.profile_package_id = ? and b.end = ? order by b.contract_id", profilePackage, Interval.OPEN);
        for (int i = 0; i < waiting.size(); i += AT_ONCE) {
            List<Long> contracts = waiting.subList(i, Math.min(waiting.size(), i + AT_ONCE));
            lock(contracts);
            LocalDateTime now = now();
            Map<Long, Terms> known = terms.of(contracts);
            read(contracts, AT, now, now).forEach((contract, balance) -> Optional.ofNullable(known.get(contract)).filter(_ -> balance.interval().isOpen())
                .ifPresent(plan -> write(plan.resized(balance, plan.allowance(balance.interval()), now))));
        }
    }

    Terms terms(long contract) {
        return terms.of(contract);
    }

    Map<Long, Terms> terms(Collection<Long> contracts) {
        return contracts.isEmpty() ? Map.of() : terms.of(contracts);
    }

    /** By the clock of the database, whole seconds. */
    LocalDateTime now() {
        return store.jdbc().sql("select current_timestamp").query((row, _) -> row.getObject(1, LocalDateTime.class)).single();
    }

    /** Writes a balance that {@link #locked} has given, or one that follows it.
     * @return its id */
    long write(Balance balance) {
        @Nullable Object[] values = row(balance);
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            row.put(WRITTEN.get(i), values[i]);
        }
        if (balance.id() == 0) {
            return store.insert(TABLE, row);
        }
        store.update(TABLE, balance.id(), row);
        return balance.id();
    }

    double ratio(Balance balance) {
        return terms.of(balance.contract()).calendar().ratio(balance.interval());
    }

    /** The part of its free money and minutes that each interval got. */
    Map<Long, Double> ratios(Collection<Balance> balances) {
        Map<Long, Double> ratios = new HashMap<>();
        if (!balances.isEmpty()) {
            Map<Long, Terms> known = terms.of(balances.stream().map(Balance::contract).distinct().toList());
            balances.forEach(balance -> Optional.ofNullable(known.get(balance.contract()))
                .ifPresent(found -> ratios.put(balance.id(), found.calendar().ratio(balance.interval()))));
        }
        return ratios;
    }

    /** @return the moment up to which there are balances now; the next may begin before the next statement does */
    private LocalDateTime catchUp(SortedSet<Long> contracts) {
        lock(contracts);
        LocalDateTime now = now();
        Map<Long, Last> last = last(contracts);
        List<@Nullable Object[]> rows = new ArrayList<>();
        terms.of(contracts).forEach((contract, known) -> {
            Optional<Last> before = Optional.ofNullable(last.get(contract));
            List<Balance> made;
            do {
                made = known.after(before.map(Last::balance), before.map(Last::withoutTopUp).orElse(0L), now, AT_ONCE);
                made.forEach(balance -> rows.add(row(balance)));
                before = before(before, made);
                insert(rows, AT_ONCE);
            } while (made.size() == AT_ONCE);
        });
        insert(rows, 1);
        return now;
    }

    private static Optional<Last> before(Optional<Last> last, List<Balance> made) {
        return made.isEmpty() ? last : Optional.of(new Last(made.getLast(), last.map(Last::withoutTopUp).orElse(0L) + made.size()));
    }

    /** However long a contract has slept, memory holds few of its intervals. */
    private void insert(List<@Nullable Object[]> rows, int least) {
        if (rows.size() >= least) {
            store.batch(INSERT, rows);
            rows.clear();
        }
    }

    private void lock(Collection<Long> contracts) {
        store.numbers("select id from billing.contracts where id in (" + Store.marks(contracts.size()) + ") order by id for update", contracts.toArray());
    }

    /** @param withoutTopUp intervals since the last top-up, this one among them */
    private record Last(Balance balance, long withoutTopUp) {}

    private Map<Long, Last> last(Collection<Long> contracts) {
        Map<Long, Last> last = new HashMap<>();
        store.jdbc().sql(LATEST.replace("{ids}", Store.marks(contracts.size()))).params(new ArrayList<>(contracts)).query(row -> {
            last.put(row.getLong(2), new Last(balance(row), row.getLong(13)));
        });
        return last;
    }

    private Map<Long, Balance> read(Collection<Long> contracts, String when, Object... moments) {
        Map<Long, Balance> found = new HashMap<>();
        if (!contracts.isEmpty()) {
            List<Object> parameters = new ArrayList<>(contracts);
            parameters.addAll(List.of(moments));
            store.jdbc().sql("select " + COLUMNS + " from " + TABLE + " b where b.contract_id in (" + Store.marks(contracts.size()) + ") and " + when)
                .params(parameters).query(row -> {
                    found.put(row.getLong(2), balance(row));
                });
        }
        return found;
    }

    private static Balance balance(ResultSet row) throws SQLException {
        Interval interval = new Interval(row.getObject(3, LocalDateTime.class), row.getObject(4, LocalDateTime.class));
        return new Balance(row.getLong(1), row.getLong(2), interval, row.getBigDecimal(5), row.getBigDecimal(6), row.getBigDecimal(7), row.getLong(8),
            row.getLong(9), row.getLong(10), row.getLong(11), row.getLong(12));
    }

    private static @Nullable Object[] row(Balance balance) {
        return new @Nullable Object[] {balance.contract(), balance.interval().start(), balance.interval().end(), balance.cash(), balance.initialCash(),
            balance.cashSpent(), balance.free(), balance.initialFree(), balance.freeSpent(), balance.topUps(), balance.timelyTopUps()};
    }
}
