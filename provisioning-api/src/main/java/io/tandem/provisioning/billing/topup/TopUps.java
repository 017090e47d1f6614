package io.tandem.provisioning.billing.topup;

import java.math.BigDecimal;
import java.util.Optional;

import io.tandem.data.balance.Balance;
import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.billing.balance.Balances;
import io.tandem.provisioning.billing.balance.Credit;
import io.tandem.provisioning.billing.balance.PackageChange;
import io.tandem.provisioning.billing.balance.PackageProfiles;
import io.tandem.provisioning.billing.balance.TopUpLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;

/** Tops a customer up: money, the profiles that his package brings with it, another package, the lock of his subscribers. */
final class TopUps {
    private final Store store;
    private final Balances balances;
    private final Credit credit;
    private final PackageChange packages;
    private final TopUpLog log;
    private final Lock lock;

    TopUps(Store store, Balances balances, Credit credit, Lock lock) {
        this.store = store;
        this.balances = balances;
        this.credit = credit;
        this.packages = new PackageChange(store, balances);
        this.log = new TopUpLog(store);
        this.lock = lock;
    }

    private record Terms(BigDecimal charge, @Nullable Long lockLevel) {
        static final Terms NONE = new Terms(BigDecimal.ZERO, null);
    }

    /** @param named the package that the customer has from now on; empty for that which he has */
    void perform(Beneficiary customer, BigDecimal amount, Optional<Long> named, TopUpLog.Entry entry) {
        named.ifPresent(id -> check(id, customer.reseller()));
        Balance at = balances.locked(customer.contract());
        TopUpLog.State before = log.state(at);
        Optional<Long> had = Optional.ofNullable(before.packageId());
        if (named.isPresent() && !named.equals(had)) {
            at = packages.apply(customer.contract(), named);
        }
        Optional<Long> effective = named.or(() -> had);
        effective.ifPresent(id -> PackageProfiles.map(store, customer.contract(), id, "topup"));
        Terms terms = effective.map(this::terms).orElse(Terms.NONE);
        Balance after = credit.add(at, amount.subtract(terms.charge()));
        if (terms.lockLevel() != null) {
            lock.lockAll(customer.contract(), terms.lockLevel());
        }
        log.succeeded(entry, before, log.state(after));
        store.changed(ChangeLog.CUSTOMER, customer.contract());
    }

    private void check(long packageId, long reseller) {
        long owner = store.number("select reseller_id from billing.profile_packages where id = ? and status <> 'terminated'", packageId)
            .orElseThrow(() -> ApiError.unprocessable("Unknown profile package ID"));
        if (owner != reseller) {
            throw ApiError.unprocessable("Profile package belongs to another reseller.");
        }
    }

    private Terms terms(long packageId) {
        return store.jdbc().sql("select service_charge, topup_lock_level from billing.profile_packages where id = ?").param(packageId)
            .query((row, _) -> new Terms(row.getBigDecimal(1), row.getString(2) == null ? null : Long.valueOf(row.getString(2)))).single();
    }
}
