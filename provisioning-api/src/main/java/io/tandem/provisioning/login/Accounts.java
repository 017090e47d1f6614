package io.tandem.provisioning.login;

import java.math.BigInteger;
import java.util.Optional;

import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.provisioning.password.StoredPassword;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.table.Store;

/** Finds who can log in. Read at each request, so that revoking acts at once. Any thread. */
public final class Accounts {
    private final Store store;
    private final AdminAccounts admins;
    private final SubscriberAccounts subscribers;
    private final SystemClient systemClient;
    private final SecondFactors factors;

    public Accounts(Store store, SystemClient systemClient) {
        this.store = store;
        this.systemClient = systemClient;
        admins = new AdminAccounts(store.jdbc());
        factors = new SecondFactors(store);
        subscribers = new SubscriberAccounts(store.jdbc());
    }

    public Optional<Account> find(LoginName name) {
        return switch (name.realm()) {
            case ADMIN -> admins.byLogin(name.user());
            case SUBSCRIBER -> subscribers.byName(name.user(), name.domain());
            case SYSTEM -> systemClient.account(name.user());
        };
    }

    public Optional<Account> byCertificate(BigInteger serial) {
        return admins.byCertificate(serial);
    }

    public Optional<Account> admin(long id) {
        return admins.byId(id);
    }

    public Optional<Account> subscriber(String uuid) {
        return subscribers.byUuid(uuid);
    }

    /** @return which ban in a row it is, from 1 */
    long banned(Caller caller, String address) {
        store.execute("update " + table(caller) + " set ban_increment_stage = ban_increment_stage + 1, last_banned_at = current_timestamp(6), "
            + "last_banned_ip = ? where id = ?", address, caller.id());
        return store.number("select ban_increment_stage from " + table(caller) + " where id = ?", caller.id()).orElse(1L);
    }

    void forgetBans(Caller caller) {
        store.execute("update " + table(caller) + " set ban_increment_stage = 0 where id = ?", caller.id());
    }

    /** Stores a password that was kept in a form of long ago as it is kept today; it is not a new one, its age stays. */
    void renew(Caller caller, StoredPassword legacy, String password) {
        String column = caller.role().isSubscriber() ? "webpassword" : "saltedpass";
        store.execute("update " + table(caller) + " set " + column + " = ? where id = ? and " + column + " = ?", SaltedPassword.of(password).text(),
            caller.id(), legacy.text());
    }

    /** The secret of a second factor is known to its app; it is not shown again. */
    void enrolled(Caller caller) {
        factors.enrolled(caller);
    }

    private static String table(Caller caller) {
        return caller.role().isSubscriber() ? "provisioning.voip_subscribers" : "billing.admins";
    }
}
