package io.tandem.provisioning.subscriber;

import java.util.List;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.preference.Level;
import io.tandem.provisioning.preference.PreferenceRows;
import io.tandem.provisioning.table.Store;

/** Locks subscribers: status and the preference {@code lock} that call nodes obey. */
public final class Lock {
    /** No calls in either direction. */
    static final String GLOBAL = "4";

    private static final String PREFERENCE = "lock";

    private final Store store;
    private final PreferenceRows preferences;

    public Lock(Store store) {
        this.store = store;
        this.preferences = new PreferenceRows(store, Level.SUBSCRIBER);
    }

    public void lock(long subscriber) {
        set(subscriber, "locked", List.of(GLOBAL));
    }

    public void unlock(long subscriber) {
        set(subscriber, "active", List.of());
    }

    /** All subscribers of a customer, as his balance demands. Whom calls still reach or who may still call is not locked as a whole.
     * @param level 1 to 5; 0 unlocks */
    public void lockAll(long customer, long level) {
        for (long subscriber : store.numbers("select id from provisioning.voip_subscribers where account_id = ? order by id", customer)) {
            set(subscriber, level >= Long.parseLong(GLOBAL) ? "locked" : "active", level == 0 ? List.of() : List.of(Long.toString(level)));
        }
    }

    private void set(long subscriber, String status, List<String> level) {
        store.execute("update billing.voip_subscribers set status = ? where id = ?", status, subscriber);
        preferences.put(subscriber, PREFERENCE, level);
        store.changed(ChangeLog.SUBSCRIBER, subscriber);
    }
}
