package io.tandem.provisioning.contract;

import java.util.List;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.subscriber.Termination;
import io.tandem.provisioning.table.Store;

/** What a new status of a customer does to his subscribers, and one of a reseller to his customers (provisioning.md §1.14). */
public final class CustomerStatus {
    private static final String LOCKED = "locked";

    private final Store store;
    private final Termination termination;
    private final Lock lock;

    public CustomerStatus(Store store, Termination termination, Lock lock) {
        this.store = store;
        this.termination = termination;
        this.lock = lock;
    }

    /** All customers of a reseller follow him; those that were locked alone are unlocked with the others. */
    public void ofReseller(long reseller, String status, String before) {
        String customers = "select c.id from billing.contracts c join billing.contacts o on o.id = c.contact_id where o.reseller_id = ? and c.status ";
        List<Long> concerned = switch (status) {
            case ContractRecords.TERMINATED -> store.numbers(customers + "<> 'terminated'", reseller);
            case LOCKED -> store.numbers(customers + "= 'active'", reseller);
            default -> LOCKED.equals(before) ? store.numbers(customers + "= 'locked'", reseller) : List.of();
        };
        for (long customer : concerned) {
            store.execute("update billing.contracts set status = ?, modify_timestamp = current_timestamp(6), terminate_timestamp = "
                + "if(? = 'terminated', current_timestamp(6), null) where id = ?", status, status, customer);
            store.changed(ChangeLog.CUSTOMER, customer);
            passOn(customer, status, before);
        }
    }

    void passOn(long customer, String status, String before) {
        if (status.equals(before)) {
            return;
        }
        List<Long> subscribers = store.numbers("select id from provisioning.voip_subscribers where account_id = ?", customer);
        if (ContractRecords.TERMINATED.equals(status)) {
            subscribers.forEach(termination::terminate);
        } else if (LOCKED.equals(status)) {
            subscribers.forEach(lock::lock);
        } else if (LOCKED.equals(before)) {
            subscribers.forEach(lock::unlock);
        }
    }
}
