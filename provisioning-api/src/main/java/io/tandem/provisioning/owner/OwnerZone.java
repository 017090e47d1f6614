package io.tandem.provisioning.owner;

import java.util.Optional;

import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.table.Ownership;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The time zone of the subscriber or customer that a request is about. */
public final class OwnerZone {
    private static final Ownership REACHED = Ownership.of("k.reseller_id", "c.id", "b.id")
        .visibleTo(Scope.Level.SUBSCRIBER, "c.id = {customer} and (b.id is null or b.id = {subscriber})");

    private final JdbcClient jdbc;

    public OwnerZone(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * That of the subscriber's own contact, of his customer's, of his reseller's; none of those whom the caller may not see. Who names nobody and is a
     * subscriber asks for his own.
     */
    public Optional<String> of(Query query, Caller caller) {
        Optional<String> customer = query.first("customer_id");
        Optional<String> subscriber = query.first(Owners.FIELD)
            .or(() -> customer.isPresent() ? Optional.empty() : caller.line().map(line -> Long.toString(line.subscriberId())));
        return jdbc.sql("select coalesce(o.timezone, k.timezone, r.timezone) from billing.contracts c join billing.contacts k on k.id = c.contact_id "
                + "left join billing.voip_subscribers b on b.contract_id = c.id and b.id = ? left join billing.contacts o on o.id = b.contact_id "
                + "left join billing.resellers x on x.id = k.reseller_id left join billing.contracts y on y.id = x.contract_id "
                + "left join billing.contacts r on r.id = y.contact_id where c.id = coalesce(?, (select s.contract_id from billing.voip_subscribers s "
                + "where s.id = ?)) and (" + REACHED.sql(caller.scope()) + ")")
            .param(subscriber.orElse(null)).param(customer.orElse(null)).param(subscriber.orElse(null)).params(REACHED.parameters(caller.scope()))
            .query((row, _) -> Optional.ofNullable(row.getString(1))).optional().flatMap(zone -> zone);
    }
}
