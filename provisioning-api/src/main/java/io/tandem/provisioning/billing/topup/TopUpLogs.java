package io.tandem.provisioning.billing.topup;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code topuplogs}: what was done to balances, and what was refused. */
public final class TopUpLogs extends TableResource {
    private static final Table TABLE = table();

    public TopUpLogs(Store store) {
        super(Declaration.of("topuplogs", "What was done to balances", TABLE.fields().stream().map(Field::readOnly).toList())
            .withFilters(TABLE.filters().keySet()), TABLE, store);
    }

    private static Table table() {
        Table table = Table.of("billing.topup_log t", "t.id", "1 = 1").ownedBy("t.reseller_id")
            .with("t", text("username"), timestamp("timestamp"), choice("type", "cash", "voucher", "set_balance").filter(),
                choice("outcome", "ok", "failed").filter(), text("message"), whole("subscriber_id").filter().refersTo("subscribers"),
                whole("contract_id").filter().refersTo("customers"), decimal("amount"), whole("voucher_id").filter().refersTo("vouchers"),
                text("request_token").filter())
            .filter("reseller_id", "t.reseller_id {match}")
            .filter("timestamp_from", "t.timestamp >= unix_timestamp({moment})")
            .filter("timestamp_to", "t.timestamp <= unix_timestamp({moment})");
        for (String when : new String[] {"before", "after"}) {
            table = table.with("t", decimal("cash_balance_" + when), whole("package_" + when + "_id").refersTo("profilepackages"),
                whole("profile_" + when + "_id").refersTo("billingprofiles"), whole("lock_level_" + when), whole("contract_balance_" + when + "_id"));
        }
        return table;
    }

    @Override
    protected boolean isShownTo(Caller caller) {
        return caller.has(Caller.Right.BILLING_DATA);
    }
}
