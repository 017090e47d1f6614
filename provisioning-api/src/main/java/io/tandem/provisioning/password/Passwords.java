package io.tandem.provisioning.password;

import java.util.List;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.table.Store;

/** Gives accounts new passwords, inside a transaction. All of an account's hashes have one salt, so that one computation finds an old one again. */
public final class Passwords {
    /** Accounts with passwords. */
    public enum Owner {
        ADMIN("billing.admins", "saltedpass", "billing.admin_password_journal", "admin_id"),
        SUBSCRIBER("provisioning.voip_subscribers", "webpassword", "provisioning.voip_subscriber_webpassword_journal", "subscriber_id");

        /** Where a caller's own password is. */
        public static Owner of(Caller caller) {
            return caller.role().isSubscriber() ? SUBSCRIBER : ADMIN;
        }

        private final String table;
        private final String column;
        private final String journal;
        private final String journalOwner;

        Owner(String table, String column, String journal, String journalOwner) {
            this.table = table;
            this.column = column;
            this.journal = journal;
            this.journalOwner = journalOwner;
        }
    }

    private final Store store;
    private final PasswordPolicy policy;

    public Passwords(Store store, PasswordPolicy policy) {
        this.store = store;
        this.policy = policy;
    }

    /**
     * Sets a password.
     *
     * @param field what the client called it
     * @throws ApiError 422 if the policy forbids it or it was used before
     */
    public void set(Owner owner, long id, String field, String password) {
        policy.fault(password).ifPresent(fault -> {
            throw ApiError.invalid(field, "********", fault);
        });
        String current = store.text("select " + owner.column + " from " + owner.table + " where id = ? for update", id).orElse("");
        SaltedPassword fresh = SaltedPassword.isOne(current) ? new SaltedPassword(current).sameSalt(password) : SaltedPassword.of(password);
        if (isOld(owner, id, current, fresh, password)) {
            throw ApiError.invalid(field, "********", "Must not be one of the last %d passwords".formatted(policy.history()));
        }
        store.execute("update " + owner.table + " set " + owner.column + " = ?, " + owner.column + "_modify_timestamp = current_timestamp(6) where id = ?",
            fresh.text(), id);
        store.execute("insert into " + owner.journal + " (" + owner.journalOwner + ", value) values (?, ?)", id, fresh.text());
    }

    /** Is it the account's password already? A PUT that is sent again changes nothing. */
    public boolean isCurrent(Owner owner, long id, String password) {
        return store.text("select " + owner.column + " from " + owner.table + " where id = ?", id)
            .filter(current -> new StoredPassword(current).matches(password)).isPresent();
    }

    private boolean isOld(Owner owner, long id, String current, SaltedPassword fresh, String password) {
        if (policy.history() == 0) {
            return false;
        }
        List<String> before = store.jdbc().sql("select value from " + owner.journal + " where " + owner.journalOwner + " = ? order by id desc limit ?")
            .params(id, policy.history()).query((row, _) -> row.getString(1)).list();
        return isSame(current, fresh, password) || before.stream().anyMatch(old -> isSame(old, fresh, password));
    }

    private static boolean isSame(String old, SaltedPassword fresh, String password) {
        boolean comparable = SaltedPassword.isOne(old) && fresh.hasSaltOf(old);
        return comparable ? fresh.text().equals(old) : new StoredPassword(old).matches(password);
    }
}
