package io.tandem.provisioning.subscriber;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.table.Store;

/**
 * The end of a subscriber: the billing row stays as terminated, all that makes calls possible goes, numbers are free at once, the phones' bindings
 * are dropped after commit, those of devices with numbers of their own, too.
 */
public final class Termination {
    private final Store store;
    private final Numbers numbers;
    private final HuntGroups groups;
    private final Events events;
    private final BiConsumer<String, String> dropBindings;

    /** @param dropBindings takes user name, or a device's, and domain */
    public Termination(Store store, BiConsumer<String, String> dropBindings) {
        this.store = store;
        this.numbers = new Numbers(store);
        this.groups = new HuntGroups(store);
        this.events = new Events(store);
        this.dropBindings = dropBindings;
    }

    public void terminate(long subscriber) {
        store.jdbc().sql("select s.username, d.domain, s.uuid from provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id "
            + "where s.id = ?").param(subscriber).query((row, _) -> new String[] {row.getString(1), row.getString(2), row.getString(3)})
            .list().forEach(name -> end(subscriber, name[0], name[1], name[2]));
    }

    private void end(long subscriber, String username, String domain, String uuid) {
        recordEnd(subscriber);
        List<String> devices = store.texts("select username from provisioning.voip_dbaliases where subscriber_id = ? and is_devid = 1", subscriber);
        numbers.free(subscriber);
        groups.leaveAll(HuntGroups.uri(username, domain));
        store.execute("delete from voicemail.voicemail_spool where mailboxuser = ?", uuid);
        store.execute("delete from voicemail.voicemail_users where customer_id = ?", uuid);
        store.execute("delete from provisioning.voip_subscribers where id = ?", subscriber);
        store.execute("update billing.voip_subscribers set status = 'terminated', modify_timestamp = current_timestamp(6) where id = ?", subscriber);
        store.changed(ChangeLog.SUBSCRIBER, subscriber);
        store.afterCommit(() -> Stream.concat(Stream.of(username), devices.stream()).forEach(name -> dropBindings.accept(name, domain)));
    }

    private void recordEnd(long subscriber) {
        store.number("select o.reseller_id from provisioning.voip_subscribers s join billing.contracts c on c.id = s.account_id "
                + "join billing.contacts o on o.id = c.contact_id where s.id = ?", subscriber)
            .ifPresent(reseller -> events.record(subscriber, reseller, events.of(subscriber), Events.State.NONE));
    }
}
