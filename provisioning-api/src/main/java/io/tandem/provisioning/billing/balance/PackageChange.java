package io.tandem.provisioning.billing.balance;

import java.util.Collections;
import java.util.Optional;

import io.tandem.provisioning.billing.interval.Allowance;
import io.tandem.provisioning.billing.interval.Interval;
import io.tandem.provisioning.table.Store;

/** A contract gets another package, or none: the interval that runs ends where the new one has it end, its free money and minutes are reckoned anew. */
public final class PackageChange {
    private final Store store;
    private final Balances balances;

    public PackageChange(Store store, Balances balances) {
        this.store = store;
        this.balances = balances;
    }

    /** @param packageId empty for none */
    public Balance apply(long contract, Optional<Long> packageId) {
        Balance at = balances.locked(contract);
        Terms before = balances.terms(contract);
        store.update("billing.contracts", contract, Collections.singletonMap("profile_package_id", packageId.orElse(null)));
        Terms after = balances.terms(contract);
        Interval interval = new Interval(at.interval().start(), after.calendar().endAt(balances.now()));
        Allowance had = before.allowance(at.interval());
        Allowance has = after.allowance(interval);
        Balance resized = new Balance(at.id(), contract, interval, at.cash().subtract(had.cash()).add(has.cash()), at.initialCash(), at.cashSpent(),
            Math.max(0, at.free() - had.seconds() + has.seconds()), at.initialFree(), at.freeSpent(), at.topUps(), at.timelyTopUps());
        balances.write(resized);
        return resized;
    }
}
