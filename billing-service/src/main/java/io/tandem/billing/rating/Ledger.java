package io.tandem.billing.rating;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import io.tandem.billing.fraud.CustomerLock;
import io.tandem.data.balance.Balance;
import io.tandem.data.balance.ContractBalances;
import io.tandem.data.balance.Terms;
import io.tandem.data.balance.TermsQuery;
import io.tandem.data.balance.UnderrunLimits;
import io.tandem.data.change.ChangeLog;

/** Reads the balances that calls are charged to and writes them back, in the transaction of the caller, which locks their contracts. */
final class Ledger {
    private final Connection connection;
    private final ContractBalances balances;

    Ledger(Connection connection) {
        this.connection = connection;
        this.balances = new ContractBalances(connection);
    }

    /** Makes the intervals that are missing. */
    BalanceBook open(Map<UnratedCdr, List<Due>> dues) throws SQLException {
        SortedSet<Long> contracts = new TreeSet<>();
        long earliest = Long.MAX_VALUE;
        for (Map.Entry<UnratedCdr, List<Due>> of : dues.entrySet()) {
            for (Due due : of.getValue()) {
                if (due.hasBalance()) {
                    contracts.add(due.contract());
                    earliest = Math.min(earliest, of.getKey().startMillis());
                }
            }
        }
        return contracts.isEmpty() ? new BalanceBook(Map.of()) : open(contracts, earliest);
    }

    private BalanceBook open(SortedSet<Long> contracts, long earliestMillis) throws SQLException {
        LocalDateTime from = LocalDateTime.ofEpochSecond(Math.floorDiv(earliestMillis, 1000L), 0, ZoneOffset.UTC);
        balances.lock(contracts);
        LocalDateTime now = balances.now();
        Map<Long, List<Balance>> found = balances.since(contracts, from);
        SortedSet<Long> missing = new TreeSet<>(contracts);
        missing.removeIf(contract -> found.containsKey(contract) && !found.get(contract).getLast().interval().next().isBefore(now.plusSeconds(1)));
        if (!missing.isEmpty()) {
            LocalDateTime upTo = balances.catchUp(missing);
            found.putAll(balances.since(missing, from.isBefore(upTo) ? from : upTo));
        }
        return new BalanceBook(found);
    }

    /** Writes what the calls have changed; whose cash has fallen too low is dealt with as his package says. */
    void close(BalanceBook book) throws SQLException {
        List<BalanceBook.Page> changed = new ArrayList<>();
        for (List<BalanceBook.Page> pages : book.charged()) {
            carryOver(pages);
            pages.stream().filter(BalanceBook.Page::isChanged).forEach(changed::add);
        }
        balances.update(changed.stream().map(BalanceBook.Page::now).toList());
        UnderrunLimits limits = new UnderrunLimits(connection, (customer, level) -> new CustomerLock(connection).lock(customer, level));
        for (List<BalanceBook.Page> pages : book.charged()) {
            BalanceBook.Page last = pages.getLast();
            if (last.isChanged() && limits.check(last.stored(), last.now().cash())) {
                ChangeLog.append(connection, ChangeLog.CUSTOMER, last.stored().contract());
            }
        }
    }

    /** Calls in intervals that are over already have taken from what the later ones began with. */
    private void carryOver(List<BalanceBook.Page> pages) throws SQLException {
        for (int i = 0; i < pages.size() - 1; i++) {
            BalanceBook.Page page = pages.get(i);
            if (!page.isCharged()) continue;
            Terms terms = TermsQuery.read(connection, List.of(page.stored().contract())).get(page.stored().contract());
            if (terms == null) continue; // a contract cannot go while it is locked
            List<Balance> followers = pages.subList(i + 1, pages.size()).stream().map(BalanceBook.Page::now).toList();
            List<Balance> carried = terms.recharged(page.before(), page.now(), followers, balances.withoutTopUp(page.stored()));
            for (int j = 0; j < carried.size(); j++) pages.get(i + 1 + j).carriedOver(carried.get(j));
        }
    }
}
