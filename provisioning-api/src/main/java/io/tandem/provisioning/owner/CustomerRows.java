package io.tandem.provisioning.owner;

/** SQL of tables that have a row for each customer: his contract {@code c}, its product {@code p}, his contact {@code o}. */
public final class CustomerRows {
    public static final String FROM =
        "billing.contracts c join billing.products p on p.id = c.product_id join billing.contacts o on o.id = c.contact_id";
    /** Whether the contract is that of a customer who is there. */
    public static final String IS_VISIBLE = "p.class in ('sipaccount', 'pbxaccount') and c.status <> 'terminated'";

    private CustomerRows() {}
}
