package io.tandem.provisioning.billing.fraud;

import java.util.List;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code customerfraudevents}: limits that a customer has passed. Who has told of one writes so. */
public final class FraudEvents extends TableResource implements Resource.Patches {
    private static final Table TABLE = Table.of(PassedLimits.FROM, "e.id",
            "e.fraud_limit_exceeded = 1 and c.status <> 'terminated'").ownedBy("o.reseller_id")
        .with("e", whole("contract_id").readOnly().filter().refersTo("customers"))
        .with(choice("interval", "day", "month").readOnly().filter(), "e.period")
        .with(timestamp("interval_start").readOnly(), "cast(e.period_date as datetime)")
        .with(choice("type", "account_limit", "profile_limit").readOnly().filter(),
            PassedLimits.TYPE)
        .with(decimal("interval_cost").readOnly(), PassedLimits.COST)
        .with(whole("interval_limit").readOnly(), PassedLimits.ofLimit("limit"))
        .with(whole("interval_lock").readOnly(), PassedLimits.ofLimit("lock"))
        .with(flag("use_reseller_rates").readOnly(), "coalesce(p.fraud_use_reseller_rates, 0)")
        .with(text("interval_notify").readOnly(), PassedLimits.ofLimit("notify"))
        .with("e", choice("notify_status", "new", "notified").required().filter(), timestamp("notified_at"))
        .filter("reseller_id", "o.reseller_id {match}");

    public FraudEvents(Store store) {
        super(Declaration.of("customerfraudevents", "Limits that customers have passed", TABLE.fields()).withFilters(TABLE.filters().keySet())
            .access(Access.of(Party.A, Party.R, Party.K)), TABLE, store);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        store.update(PassedLimits.STORED, current.whole("id"), values.row(List.of("notify_status", "notified_at")));
    }
}
