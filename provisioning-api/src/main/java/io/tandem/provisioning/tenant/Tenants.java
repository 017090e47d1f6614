package io.tandem.provisioning.tenant;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Table;
import org.springframework.jdbc.core.simple.JdbcClient;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resources {@code resellers} and {@code billingprofiles}. */
public final class Tenants {
    private static final Table RESELLERS = Table.of("billing.resellers r", "r.id", "r.status <> 'terminated'")
        .with("r", whole("contract_id").refersTo("contracts"), text("name").filter(), choice("status", "active", "locked").filter());

    private static final Table BILLING_PROFILES = Table.of("billing.billing_profiles p", "p.id", "p.status <> 'terminated'").ownedBy("p.reseller_id")
        .with("p", whole("reseller_id").filter().refersTo("resellers"), text("handle").filter(), text("name").filter(), flag("prepaid"),
            text("prepaid_library"), flag("advice_of_charge"), flag("ignore_domain"), decimal("interval_charge"), whole("interval_free_time"),
            decimal("interval_free_cash"), whole("fraud_interval_limit"), whole("fraud_interval_lock"), text("fraud_interval_notify"),
            whole("fraud_daily_limit"), whole("fraud_daily_lock"), text("fraud_daily_notify"), flag("fraud_use_reseller_rates"), text("currency"),
            choice("status", "active"));

    private Tenants() {}

    public static Resource resellers(JdbcClient jdbc) {
        return new TableResource(Declaration.of("resellers", "Tenants of the switch", RESELLERS.fields()).access(Access.of(Party.A)),
            new Rows(jdbc, RESELLERS));
    }

    public static Resource billingProfiles(JdbcClient jdbc) {
        return new TableResource(Declaration.of("billingprofiles", "What calls cost", BILLING_PROFILES.fields())
            .access(Access.of(Party.A, Party.R).read(Party.K)), new Rows(jdbc, BILLING_PROFILES));
    }
}
