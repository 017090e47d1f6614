package io.tandem.provisioning.subscriber;

import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.preference.Level;
import io.tandem.provisioning.preference.PreferenceRows;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** Preferences that follow from what a subscriber is, written with it. */
final class OwnPreferences {
    private final PreferenceRows rows;

    OwnPreferences(Store store) {
        rows = new PreferenceRows(store, Level.SUBSCRIBER);
    }

    /** @param before the primary number so far; the network number follows a change, unless an operator has set another one */
    void write(Placement place, long subscriber, Values values, PhoneNumber primary, Optional<PhoneNumber> before) {
        put(subscriber, "account_id", Long.toString(place.customerId()));
        put(subscriber, "reseller_id", Long.toString(place.resellerId()));
        put(subscriber, "ext_contract_id", place.externalCustomerId());
        put(subscriber, "ext_subscriber_id", values.text("external_id").orElse(""));
        put(subscriber, "display_name", values.text("display_name").orElse(""));
        if (before.filter(number -> number.digits().equals(primary.digits())).isEmpty()) {
            put(subscriber, "cc", primary.cc());
            put(subscriber, "ac", primary.ac());
            put(subscriber, "cli", primary.digits());
            put(subscriber, "allowed_clis", primary.digits());
        }
        if (place.pbx()) {
            writePbx(subscriber, values);
        }
    }

    private void writePbx(long subscriber, Values values) {
        put(subscriber, "cloud_pbx", "1");
        put(subscriber, "cloud_pbx_ext", values.text("pbx_extension").orElse(""));
        put(subscriber, "cloud_pbx_hunt_policy", values.text("pbx_hunt_policy").orElse(""));
        put(subscriber, "cloud_pbx_hunt_timeout", values.text("pbx_hunt_timeout").orElse(""));
        put(subscriber, "cloud_pbx_hunt_cancel_mode", values.text("pbx_hunt_cancel_mode").orElse(""));
    }

    private void put(long subscriber, String attribute, String value) {
        rows.put(subscriber, attribute, value.isEmpty() ? List.of() : List.of(value));
    }
}
