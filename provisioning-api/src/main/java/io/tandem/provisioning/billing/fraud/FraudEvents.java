package io.tandem.provisioning.billing.fraud;

import java.util.List;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.billing.balance.CurrentProfile;
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
    private static final String STORED = "accounting.cdr_period_costs";
    private static final Table TABLE = Table.of(STORED + " e join billing.contracts c on c.id = e.contract_id "
            + "join billing.contacts o on o.id = c.contact_id left join " + FraudPreferences.STORED + " f on f.contract_id = c.id "
            + "left join billing.billing_profiles p on p.id = " + CurrentProfile.OF_CONTRACT, "e.id",
            "e.fraud_limit_exceeded = 1 and c.status <> 'terminated'").ownedBy("o.reseller_id")
        .with("e", whole("contract_id").readOnly().filter().refersTo("customers"))
        .with(choice("interval", "day", "month").readOnly().filter(), "e.period")
        .with(timestamp("interval_start").readOnly(), "cast(e.period_date as datetime)")
        .with(choice("type", "account_limit", "profile_limit").readOnly().filter(),
            "if(e.fraud_limit_type = 'contract', 'account_limit', 'profile_limit')")
        .with(decimal("interval_cost").readOnly(), "if(p.fraud_use_reseller_rates, e.reseller_cost, e.customer_cost)")
        .with(whole("interval_limit").readOnly(), ofLimit("limit"))
        .with(whole("interval_lock").readOnly(), ofLimit("lock"))
        .with(flag("use_reseller_rates").readOnly(), "coalesce(p.fraud_use_reseller_rates, 0)")
        .with(text("interval_notify").readOnly(), ofLimit("notify"))
        .with("e", choice("notify_status", "new", "notified").required().filter(), timestamp("notified_at"))
        .filter("reseller_id", "o.reseller_id {match}");

    public FraudEvents(Store store) {
        super(Declaration.of("customerfraudevents", "Limits that customers have passed", TABLE.fields()).withFilters(TABLE.filters().keySet())
            .access(Access.of(Party.A, Party.R, Party.K)), TABLE, store);
    }

    /** Of the customer or of his profile, whichever it was, for a day or a month. */
    private static String ofLimit(String what) {
        return "if(e.fraud_limit_type = 'contract', if(e.period = 'day', f.fraud_daily_%1$s, f.fraud_interval_%1$s), ".formatted(what)
            + "if(e.period = 'day', p.fraud_daily_%1$s, p.fraud_interval_%1$s))".formatted(what);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        store.update(STORED, current.whole("id"), values.row(List.of("notify_status", "notified_at")));
    }
}
