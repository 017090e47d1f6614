package io.tandem.provisioning.login;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.table.Store;

/** Where the secrets of one-time passwords are: in the row of an administrator, in internal preferences of a subscriber. */
public final class SecondFactors {
    private static final String SECRET = "otp_secret";
    private static final String SHOWN = "show_otp_registration_info";

    private final Store store;

    public SecondFactors(Store store) {
        this.store = store;
    }

    /** Makes a secret that may be shown until it is used.
     * @return it, base32 */
    public String enrol(Caller caller) {
        String secret = OneTimePasswords.newSecret();
        if (caller.role().isSubscriber()) {
            forget(caller.id());
            prefer(caller.id(), SECRET, secret);
            prefer(caller.id(), SHOWN, "1");
        } else {
            store.execute("update billing.admins set otp_secret = ?, show_otp_registration_info = 1 where id = ?", secret, caller.id());
        }
        return secret;
    }

    void enrolled(Caller caller) {
        if (caller.role().isSubscriber()) {
            remove(caller.id(), SHOWN);
        } else {
            store.execute("update billing.admins set show_otp_registration_info = 0 where id = ?", caller.id());
        }
    }

    /** Throws an administrator's secret away; he may fetch another. */
    public void resetAdmin(long id) {
        store.execute("update billing.admins set otp_secret = null, show_otp_registration_info = 1 where id = ?", id);
    }

    /** The same for a subscriber. */
    public void resetSubscriber(long id) {
        forget(id);
        prefer(id, SHOWN, "1");
    }

    private void forget(long subscriber) {
        remove(subscriber, SECRET);
        remove(subscriber, SHOWN);
    }

    private void remove(long subscriber, String attribute) {
        store.execute("delete from provisioning.voip_usr_preferences where subscriber_id = ? and attribute_id = "
            + "(select id from provisioning.voip_preferences where attribute = ?)", subscriber, attribute);
    }

    private void prefer(long subscriber, String attribute, String value) {
        store.execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) "
            + "select ?, id, ? from provisioning.voip_preferences where attribute = ?", subscriber, value, attribute);
    }
}
