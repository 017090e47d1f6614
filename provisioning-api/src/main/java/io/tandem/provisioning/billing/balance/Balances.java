package io.tandem.provisioning.billing.balance;

import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.tandem.data.balance.Balance;
import io.tandem.data.balance.ContractBalances;
import io.tandem.data.balance.Interval;
import io.tandem.data.balance.Terms;
import io.tandem.data.balance.TermsQuery;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The balances of contracts. Whoever asks for one first makes the intervals that are missing. */
public final class Balances {
    static final String TABLE = ContractBalances.TABLE;
    private static final int AT_ONCE = 500;

    private final Store store;
    private final Transactions transactions;

    public Balances(Store store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /** SQL that joins the balance of now, {@code b}, to a contract {@code c}; there is none until somebody has asked for it. */
    static String joined() {
        return " left join " + TABLE + " b on b.contract_id = c.id and b.start <= current_timestamp and b.end >= current_timestamp";
    }

    /** The balances of now. Those that had to be made are there for others, too. Who writes gets them locked: what he read is what he changes. */
    public Map<Long, Balance> current(Collection<Long> contracts) {
        if (!contracts.isEmpty() && TransactionSynchronizationManager.isActualTransactionActive()) {
            return made(new TreeSet<>(contracts));
        }
        Map<Long, Balance> found = store.onConnection(connection -> new ContractBalances(connection).current(contracts));
        TreeSet<Long> missing = new TreeSet<>(contracts);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            found.putAll(transactions.write(() -> made(missing)));
        }
        return found;
    }

    private Map<Long, Balance> made(SortedSet<Long> contracts) {
        return store.onConnection(connection -> {
            ContractBalances table = new ContractBalances(connection);
            return table.at(contracts, table.catchUp(contracts));
        });
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
            Map<Long, Balance> open = store.onConnection(connection -> {
                ContractBalances table = new ContractBalances(connection);
                table.lock(contracts);
                return table.at(contracts, table.now());
            });
            LocalDateTime now = now();
            Map<Long, Terms> known = terms(contracts);
            open.forEach((contract, balance) -> Optional.ofNullable(known.get(contract)).filter(_ -> balance.interval().isOpen())
                .ifPresent(plan -> write(plan.resized(balance, plan.allowance(balance.interval()), now))));
        }
    }

    Terms terms(long contract) {
        return Optional.ofNullable(terms(List.of(contract)).get(contract)).orElseThrow(() -> new IllegalArgumentException("no contract " + contract));
    }

    Map<Long, Terms> terms(Collection<Long> contracts) {
        return contracts.isEmpty() ? Map.of() : store.onConnection(connection -> TermsQuery.read(connection, contracts));
    }

    LocalDateTime now() {
        return store.onConnection(connection -> new ContractBalances(connection).now());
    }

    /** Writes a balance that {@link #locked} has given, or one that follows it.
     * @return its id */
    long write(Balance balance) {
        @Nullable Object[] values = ContractBalances.row(balance);
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            row.put(ContractBalances.WRITTEN.get(i), values[i]);
        }
        if (balance.id() == 0) {
            return store.insert(TABLE, row);
        }
        store.update(TABLE, balance.id(), row);
        return balance.id();
    }

    /** The part of its free money and minutes that each interval got. */
    Map<Long, Double> ratios(Collection<Balance> balances) {
        Map<Long, Double> ratios = new HashMap<>();
        if (!balances.isEmpty()) {
            Map<Long, Terms> known = terms(balances.stream().map(Balance::contract).distinct().toList());
            balances.forEach(balance -> Optional.ofNullable(known.get(balance.contract()))
                .ifPresent(found -> ratios.put(balance.id(), found.calendar().ratio(balance.interval()))));
        }
        return ratios;
    }
}
