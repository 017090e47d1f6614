package io.tandem.provisioning.billing.balance;

import java.util.Collections;
import java.util.Optional;

import io.tandem.data.balance.Balance;
import io.tandem.data.balance.Terms;
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
        Balance resized = after.resized(at, before.allowance(at.interval()), balances.now());
        balances.write(resized);
        return resized;
    }
}
