package io.tandem.provisioning.subscriber;

import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** Finds the customer and the domain that a subscriber is written with. */
final class Placements {
    private static final String NO_CUSTOMER = "Invalid 'customer_id', doesn't exist.";
    private static final String NO_DOMAIN = "Invalid 'domain', doesn't exist.";

    private final Store store;

    Placements(Store store) {
        this.store = store;
    }

    private record Customer(long id, boolean pbx, long maxSubscribers, long resellerId, String externalId, long maxOfReseller, String soundSet) {}

    private record Domain(long id, String name, long resellerId) {}

    Placement of(Values values, Caller caller) {
        Customer customer = customer(values.requireWhole("customer_id"))
            .filter(found -> caller.scope().reaches(found.resellerId(), found.id()))
            .orElseThrow(() -> ApiError.unprocessable(NO_CUSTOMER));
        Domain domain = domain(values);
        if (domain.resellerId() != customer.resellerId()) {
            throw ApiError.unprocessable("Invalid 'domain', doesn't belong to the same reseller as subscriber's customer.");
        }
        return placement(customer, domain);
    }

    /** Customer and domain of a subscriber never change. */
    Placement of(Item current, Values values) {
        if (values.whole("customer_id").filter(id -> id != current.whole("customer_id")).isPresent()) {
            throw ApiError.unprocessable("Invalid 'customer_id', a subscriber cannot change the customer.");
        }
        if (values.has("domain") || values.has("domain_id")) {
            if (domain(values).id() != current.whole("domain_id")) {
                throw ApiError.unprocessable("Invalid 'domain', a subscriber cannot change the domain.");
            }
        }
        Customer customer = customer(current.whole("customer_id")).orElseThrow(() -> ApiError.unprocessable(NO_CUSTOMER));
        return placement(customer, domainById(current.whole("domain_id")));
    }

    private static Placement placement(Customer customer, Domain domain) {
        return new Placement(customer.id(), customer.pbx(), customer.maxSubscribers(), customer.resellerId(), customer.maxOfReseller(),
            customer.externalId(), customer.soundSet(), domain.id(), domain.name());
    }

    private Optional<Customer> customer(long id) {
        return store.jdbc().sql("""
            select p.class = 'pbxaccount', coalesce(c.max_subscribers, 0), o.reseller_id, coalesce(c.external_id, ''), coalesce(rc.max_subscribers, 0),
              coalesce((select min(x.id) from provisioning.voip_sound_sets x where x.contract_id = c.id and x.contract_default = 1), '')
            from billing.contracts c join billing.products p on p.id = c.product_id join billing.contacts o on o.id = c.contact_id
            join billing.resellers r on r.id = o.reseller_id join billing.contracts rc on rc.id = r.contract_id
            where c.id = ? and c.status <> 'terminated' and p.class in ('sipaccount', 'pbxaccount')""").param(id)
            .query((row, _) -> new Customer(id, row.getBoolean(1), row.getLong(2), row.getLong(3), row.getString(4),
                row.getLong(5), row.getString(6))).optional();
    }

    private Domain domain(Values values) {
        if (values.has("domain_id")) {
            return domainById(values.requireWhole("domain_id"));
        }
        String name = values.text("domain").orElseThrow(() -> ApiError.invalid("domain", "", "Domain field is required"));
        return domainBy("domain", name);
    }

    private Domain domainById(long id) {
        return domainBy("id", id);
    }

    private Domain domainBy(String column, Object value) {
        return store.jdbc().sql("select id, domain, reseller_id from billing.domains where " + column + " = ?").param(value)
            .query((row, _) -> new Domain(row.getLong(1), row.getString(2), row.getLong(3))).optional()
            .orElseThrow(() -> ApiError.unprocessable(NO_DOMAIN));
    }
}
