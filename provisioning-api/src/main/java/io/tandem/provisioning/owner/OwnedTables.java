package io.tandem.provisioning.owner;

import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.whole;

/** Tables whose rows belong to a subscriber. */
public final class OwnedTables {
    private static final String RESELLER = "d.reseller_id";
    private static final String CUSTOMER = "s.account_id";
    private static final String SUBSCRIBER = "s.id";

    private OwnedTables() {}

    /** Rows of a table {@code t} with a column {@code subscriber_id}. */
    public static Table of(String table) {
        return Table.of(table + " t join provisioning.voip_subscribers s on s.id = t.subscriber_id join billing.domains d on d.id = s.domain_id",
                "t.id", "1 = 1")
            .ownedBy(RESELLER, CUSTOMER, SUBSCRIBER)
            .with("t", whole(Owners.FIELD).filter().refersTo("subscribers"));
    }

    /** One row for each subscriber {@code s} of a domain {@code d}, with the subscriber's id. */
    public static Table subscribers(String moreJoins) {
        return Table.of("provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id " + moreJoins, "s.id", "1 = 1")
            .ownedBy(RESELLER, CUSTOMER, SUBSCRIBER);
    }
}
