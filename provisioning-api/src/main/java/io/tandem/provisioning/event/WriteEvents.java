package io.tandem.provisioning.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.write.WriteListener;
import io.tandem.provisioning.write.Written;
import tools.jackson.databind.JsonNode;

/** Writes of journaled resources as events: {@code customer.created}, {@code domain.deleted} and so on. */
public final class WriteEvents implements WriteListener {
    /** Their events come from the change log, which also knows what changed in cascades. */
    private static final Set<String> SUBSCRIBERS = Set.of("subscribers", "subscriberpreferences");

    private static final String OF_CUSTOMER =
        "select k.reseller_id from billing.contracts c join billing.contacts k on k.id = c.contact_id where c.id = ?";

    /** How to find the reseller from what an item refers to, the closest first. */
    private static final Map<String, String> OWNERS = new LinkedHashMap<>();

    static {
        OWNERS.put("contact_id", "select reseller_id from billing.contacts where id = ?");
        OWNERS.put("customer_id", OF_CUSTOMER);
        OWNERS.put("subscriber_id", "select k.reseller_id from billing.voip_subscribers b join billing.contracts c on c.id = b.contract_id "
            + "join billing.contacts k on k.id = c.contact_id where b.id = ?");
        OWNERS.put("domain_id", "select reseller_id from billing.domains where id = ?");
        OWNERS.put("billing_profile_id", "select reseller_id from billing.billing_profiles where id = ?");
    }

    private final Store store;
    private final Outbox outbox;

    public WriteEvents(Store store, Outbox outbox) {
        this.store = store;
        this.outbox = outbox;
    }

    @Override
    public void written(Written write) {
        if (!SUBSCRIBERS.contains(write.declaration().name())) {
            String what = switch (write.operation()) {
                case CREATE -> "created";
                case UPDATE -> "changed";
                case DELETE -> "deleted";
            };
            outbox.add(write.declaration().entity() + "." + what, owner(write), write.id(), write.content());
        }
    }

    /** The reseller of a reseller's write is he himself; else the one that the item names or leads to. Items of nobody are for superusers. */
    private OptionalLong owner(Written write) {
        JsonNode named = write.content().path("reseller_id");
        if (!write.caller().superuser() || named.isIntegralNumber()) {
            return OptionalLong.of(named.isIntegralNumber() ? named.asLong() : write.caller().resellerId());
        }
        if (write.declaration().related().contains("customers")) {
            return store.number(OF_CUSTOMER, write.id()).map(OptionalLong::of).orElse(OptionalLong.empty());
        }
        return OWNERS.entrySet().stream().filter(way -> write.content().path(way.getKey()).isIntegralNumber()).findFirst()
            .flatMap(way -> store.number(way.getValue(), write.content().path(way.getKey()).asLong()))
            .map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
