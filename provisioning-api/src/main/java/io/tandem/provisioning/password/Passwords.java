package io.tandem.provisioning.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.table.Store;

/**
 * Gives accounts new passwords, inside a transaction of {@link BcryptOutside}. All of an account's hashes have one salt, so that one computation finds an
 * old one again.
 */
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
        BcryptOutside.Job job = SaltedPassword.isOne(current) ? new BcryptOutside.Job(SaltedPassword.salt(current), password)
            : BcryptOutside.Job.fresh(password);
        List<String> before = before(owner, id, current);
        SaltedPassword fresh = hashed(job, before);
        if (before.stream().anyMatch(old -> isSame(old, password))) {
            throw ApiError.invalid(field, "********", "Must not be one of the last %d passwords".formatted(policy.history()));
        }
        store.execute("update " + owner.table + " set " + owner.column + " = ?, " + owner.column + "_modify_timestamp = current_timestamp(6) where id = ?",
            fresh.text(), id);
        store.execute("insert into " + owner.journal + " (" + owner.journalOwner + ", value) values (?, ?)", id, fresh.text());
    }

    /** Is it the account's password already? A PUT that is sent again changes nothing. */
    public boolean isCurrent(Owner owner, long id, String password) {
        return store.text("select " + owner.column + " from " + owner.table + " where id = ?", id)
            .filter(current -> isSame(current, password)).isPresent();
    }

    /** Has the password of an account hashed that is yet to be made, so that the transaction need not start anew when it is. */
    public void expect(String password) {
        if (policy.fault(password).isEmpty()) {
            BcryptOutside.hash(BcryptOutside.Job.fresh(password));
        }
    }

    /** What may not come again, the current one too. */
    private List<String> before(Owner owner, long id, String current) {
        if (policy.history() == 0) {
            return List.of();
        }
        List<String> before = new ArrayList<>(List.of(current));
        before.addAll(store.jdbc().sql("select value from " + owner.journal + " where " + owner.journalOwner + " = ? order by id desc limit ?")
            .params(id, policy.history()).query((row, _) -> row.getString(1)).list());
        return before;
    }

    /** The new password hashed, and with it all that comparing it to the old ones takes: so a transaction starts anew once at most. */
    private static SaltedPassword hashed(BcryptOutside.Job job, List<String> before) {
        List<BcryptOutside.Job> jobs = new ArrayList<>(List.of(job));
        before.stream().filter(SaltedPassword::isOne).forEach(old -> jobs.add(new BcryptOutside.Job(SaltedPassword.salt(old), job.password())));
        return Objects.requireNonNull(BcryptOutside.hashes(jobs).get(job));
    }

    /** Compares in constant time. */
    private static boolean isSame(String old, String password) {
        if (!SaltedPassword.isOne(old)) {
            return new StoredPassword(old).matches(password);
        }
        if (!SaltedPassword.canHold(password)) {
            return false;
        }
        String given = BcryptOutside.hash(new BcryptOutside.Job(SaltedPassword.salt(old), password)).text();
        return MessageDigest.isEqual(old.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
