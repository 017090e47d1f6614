package io.tandem.provisioning;

import java.util.List;

import static io.tandem.provisioning.Fixture.Owner.RESELLER;
import static io.tandem.provisioning.Fixture.none;
import static io.tandem.provisioning.Fixture.post;
import static io.tandem.provisioning.Fixture.row;

/** Resources of billing, for {@link IsolationIT}. */
final class BillingFixtures {
    private static final int FIRST_DAY = 20_000_000;

    static final List<Fixture> ALL = List.of(
        post("billingzones", RESELLER, w -> "{\"billing_profile_id\": %d, \"zone\": \"z%d\"}".formatted(w.billingProfile(), World.unique())),
        post("billingfees", RESELLER, w -> """
            {"billing_profile_id": %d, "match_mode": "prefix", "destination": "43%d", "billing_zone_zone": "zone"}"""
            .formatted(w.billingProfile(), World.unique())),
        post("billingnetworks", RESELLER, w -> """
            {"reseller_id": %d, "name": "n%d", "description": "d", "blocks": [{"ip": "192.0.2.0", "mask": 24}]}""".formatted(w.reseller(), World.unique())),
        post("profilepackages", RESELLER, w -> """
            {"reseller_id": %d, "name": "n%d", "description": "d", "initial_profiles": [{"profile_id": %d}]}"""
            .formatted(w.reseller(), World.unique(), w.billingProfile())),
        ofCustomer("customerbalances"), ofCustomer("customerfraudpreferences"), ofCustomer("customerzonecosts"),
        row("balanceintervals", RESELLER, w -> {
            String path = "/api/balanceintervals/%d/".formatted(w.customer());
            return path.split("/")[3] + "/" + ApiClient.administrator().get(path).json().at("/_embedded/ngcp:balanceintervals/0/id").asString();
        }),
        row("customerfraudevents", RESELLER, w -> Long.toString(World.insert("""
            insert into accounting.cdr_period_costs (contract_id, period, period_date, fraud_limit_exceeded, fraud_limit_type, notify_status)
            values (?, 'day', date_add('2000-01-01', interval ? day), 1, 'contract', 'new')""", w.customer(), World.unique() - FIRST_DAY))),
        row("topuplogs", RESELLER, w -> Long.toString(World.insert("""
            insert into billing.topup_log (timestamp, type, outcome, reseller_id, contract_id) values (1795449600, 'cash', 'ok', ?, ?)""",
            w.reseller(), w.customer()))),
        post("vouchers", RESELLER, w -> """
            {"reseller_id": %d, "code": "c%d", "valid_until": "2099-01-01 00:00:00"}""".formatted(w.reseller(), World.unique())),
        none("topupcash"), none("topupvouchers"));

    private BillingFixtures() {}

    private static Fixture ofCustomer(String resource) {
        return row(resource, RESELLER, w -> Long.toString(w.customer()));
    }
}
