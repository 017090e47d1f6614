package io.tandem.provisioning.billing.balance;

import java.math.BigDecimal;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.table.Store;

/**
 * What a package does when the cash of a customer falls below a threshold: his subscribers are locked, he gets other billing profiles. Once, until he
 * tops up.
 */
public final class Underrun {
    private final Store store;
    private final Lock lock;

    public Underrun(Store store, Lock lock) {
        this.store = store;
        this.lock = lock;
    }

    private record Limits(long packageId, Optional<BigDecimal> lockBelow, long level, Optional<BigDecimal> profilesBelow) {}

    /** @param before the balance before cash was taken from it
     * @param cash what is left now */
    public void check(Balance before, BigDecimal cash) {
        limits(before.contract()).ifPresent(limits -> {
            if (limits.lockBelow().filter(limit -> falls(limit, before.cash(), cash)).isPresent() && isFirst("underrun_lock", before)) {
                lock.lockAll(before.contract(), limits.level());
            }
            if (limits.profilesBelow().filter(limit -> falls(limit, before.cash(), cash)).isPresent() && isFirst("underrun_profiles", before)) {
                PackageProfiles.map(store, before.contract(), limits.packageId(), "underrun");
                store.changed(ChangeLog.CUSTOMER, before.contract());
            }
        });
    }

    /** A top-up makes it possible again. */
    void clear(long balance) {
        store.execute("update " + Balances.TABLE + " set underrun_lock = null, underrun_profiles = null where id = ?", balance);
    }

    private static boolean falls(BigDecimal limit, BigDecimal before, BigDecimal after) {
        return before.compareTo(limit) >= 0 && after.compareTo(limit) < 0;
    }

    private boolean isFirst(String column, Balance balance) {
        return store.execute("update " + Balances.TABLE + " set " + column + " = current_timestamp where id = ? and " + column + " is null", balance.id()) > 0;
    }

    private Optional<Limits> limits(long contract) {
        return store.jdbc().sql("select p.id, p.underrun_lock_threshold, p.underrun_lock_level, p.underrun_profile_threshold from billing.contracts c "
                + "join billing.profile_packages p on p.id = c.profile_package_id where c.id = ?").param(contract)
            .query((row, _) -> new Limits(row.getLong(1), row.getString(3) == null ? Optional.empty() : Optional.ofNullable(row.getBigDecimal(2)),
                row.getLong(3), Optional.ofNullable(row.getBigDecimal(4)))).optional();
    }
}
