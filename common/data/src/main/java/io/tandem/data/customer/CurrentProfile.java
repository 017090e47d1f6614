package io.tandem.data.customer;

/** Which billing profile a contract has. */
public final class CurrentProfile {
    /** SQL: the profile that a contract {@code c} has now, for calls from any network. */
    public static final String OF_CONTRACT = """
        (select n.billing_profile_id from billing.contracts_billing_profile_network n
          where n.contract_id = c.id and n.billing_network_id is null
            and (n.start_date is null or n.start_date <= current_timestamp(6)) and (n.end_date is null or n.end_date > current_timestamp(6))
          order by n.start_date desc, n.id desc limit 1)""";

    private CurrentProfile() {}
}
