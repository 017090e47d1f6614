package io.tandem.provisioning.number;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code numbers}: numbers in use. A write moves an alias to another subscriber of the same customer, in one transaction. */
public final class NumberOwners extends TableResource implements Resource.Replaces {
    private static final String SUBSCRIBER = "subscriber_id";
    private static final Table TABLE = Table.of("billing.voip_numbers n join billing.voip_subscribers b on b.id = n.subscriber_id "
            + "join billing.contracts c on c.id = b.contract_id join billing.contacts k on k.id = c.contact_id "
            + "join provisioning.voip_dbaliases a on a.username = concat(n.cc, n.ac, n.sn) and a.domain_id = b.domain_id and a.subscriber_id = b.id",
            "n.id", "1 = 1").ownedBy("k.reseller_id", "b.contract_id")
        .with("n", whole("cc").readOnly().filter(), text("ac").readOnly().filter(), text("sn").readOnly().filter(),
            whole(SUBSCRIBER).required().filter().refersTo("subscribers"))
        .with(whole("reseller_id").readOnly().filter().refersTo("resellers"), "k.reseller_id")
        .with(whole("customer_id").readOnly().filter().refersTo("customers"), "b.contract_id")
        .with("a", flag("is_primary").readOnly(), flag("is_devid"))
        .filter("type", "if(a.is_primary, 'primary', 'alias') {match}")
        .filter("number", "concat(n.cc, n.ac, n.sn) {match}");

    public NumberOwners(Store store) {
        super(Declaration.of("numbers", "Numbers in use and who has them", TABLE.fields()).withFilters(TABLE.filters().keySet())
            .access(Access.of(Party.A, Party.R, Party.SA)), TABLE, store);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long from = current.whole(SUBSCRIBER);
        long to = values.requireWhole(SUBSCRIBER);
        String digits = current.text("cc") + current.text("ac") + current.text("sn");
        if (to != from) {
            move(current, digits, from, to);
        }
        store.execute("update provisioning.voip_dbaliases set is_devid = ? where username = ? and subscriber_id = ?", values.flag("is_devid"), digits, to);
        store.changed(ChangeLog.SUBSCRIBER, to);
    }

    private void move(Item current, String digits, long from, long to) {
        long domain = store.number("select domain_id from provisioning.voip_subscribers where id = ? and account_id = ?", to, current.whole("customer_id"))
            .orElseThrow(() -> ApiError.unprocessable("Invalid 'subscriber_id', does not belong to the same customer as the number."));
        if (current.fields().path("is_primary").booleanValue()) {
            throw ApiError.unprocessable("Cannot reassign primary number, already at subscriber %d".formatted(from));
        }
        int moved = store.execute("update billing.voip_numbers set subscriber_id = ? where id = ? and subscriber_id = ?", to, current.whole("id"), from);
        if (moved == 0) {
            throw ApiError.unprocessable("Number '%s' has moved from subscriber %d meanwhile.".formatted(digits, from));
        }
        store.unique("Number '%s' already exists.".formatted(digits), () -> store.execute(
            "update provisioning.voip_dbaliases set subscriber_id = ?, domain_id = ? where username = ? and subscriber_id = ?", to, domain, digits, from));
        store.changed(ChangeLog.SUBSCRIBER, from);
    }
}
