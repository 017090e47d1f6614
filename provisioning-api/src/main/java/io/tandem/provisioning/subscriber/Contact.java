package io.tandem.provisioning.subscriber;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;

/** A subscriber's own e-mail address and time zone, kept as a contact; most subscribers have none. */
final class Contact {
    private final Store store;

    Contact(Store store) {
        this.store = store;
    }

    /** @param current id of the contact so far, 0 for none
     * @return id of the contact to refer to */
    Optional<Long> write(Values values, long current, long reseller) {
        if (current == 0 && !values.has("email") && !values.has("timezone")) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("email", values.sql("email"));
        row.put("timezone", values.sql("timezone"));
        row.put("reseller_id", reseller);
        if (current == 0) {
            return Optional.of(store.insert("billing.contacts", row));
        }
        store.update("billing.contacts", current, row);
        return Optional.of(current);
    }
}
