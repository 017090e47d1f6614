package io.tandem.provisioning.billing.balance;

import java.math.BigDecimal;

import io.tandem.data.balance.Balance;
import io.tandem.data.balance.UnderrunLimits;
import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.table.Store;

/** What follows when the cash of a customer falls below a threshold of his package. */
public final class Underrun {
    private final Store store;
    private final Lock lock;

    public Underrun(Store store, Lock lock) {
        this.store = store;
        this.lock = lock;
    }

    /** @param before the balance before cash was taken from it
     * @param cash what is left now */
    public void check(Balance before, BigDecimal cash) {
        if (store.onConnection(connection -> new UnderrunLimits(connection, lock::lockAll).check(before, cash))) {
            store.changed(ChangeLog.CUSTOMER, before.contract());
        }
    }

    /** A top-up makes it possible again. */
    void clear(long balance) {
        store.execute("update " + Balances.TABLE + " set underrun_lock = null, underrun_profiles = null where id = ?", balance);
    }
}
