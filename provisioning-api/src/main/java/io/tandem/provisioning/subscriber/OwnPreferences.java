package io.tandem.provisioning.subscriber;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.preference.Level;
import io.tandem.provisioning.preference.PreferenceRows;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** Preferences that follow from what a subscriber is, written with it. */
final class OwnPreferences {
    private static final String ALLOWED_CLIS = "allowed_clis";

    private final Store store;
    private final PreferenceRows rows;

    OwnPreferences(Store store) {
        this.store = store;
        rows = new PreferenceRows(store, Level.SUBSCRIBER);
    }

    /** The primary number of a subscriber.
     * @param before so far; the network number follows a change, unless an operator has set another one
     * @param allow  whether a new subscriber may show it to the callee by his own means */
    record Primary(PhoneNumber number, Optional<PhoneNumber> before, boolean allow) {}

    void write(Placement place, long subscriber, Values values, Primary primary) {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("account_id", Long.toString(place.customerId()));
        own.put("reseller_id", Long.toString(place.resellerId()));
        own.put("ext_contract_id", place.externalCustomerId());
        own.put("ext_subscriber_id", values.text("external_id").orElse(""));
        own.put("display_name", values.text("display_name").orElse(""));
        if (place.pbx()) {
            own.put("cloud_pbx", "1");
            own.put("cloud_pbx_ext", values.text("pbx_extension").orElse(""));
            own.put("cloud_pbx_base_cli", base(primary.number(), values));
            for (String name : List.of("hunt_policy", "hunt_timeout", "hunt_cancel_mode")) {
                own.put("cloud_pbx_" + name, values.flag("is_pbx_group") ? values.text("pbx_" + name).orElse("") : "");
            }
        }
        if (primary.before().isEmpty()) {
            own.put("contract_sound_set", store.text("select id from provisioning.voip_sound_sets where contract_id = ? and contract_default = 1 limit 1",
                place.customerId()).orElse(""));
        }
        rows.putAll(subscriber, own);
        writeNumber(subscriber, primary);
    }

    /** Network number and the list of numbers that may be shown follow the primary number. */
    void writeNumber(long subscriber, Primary primary) {
        PhoneNumber number = primary.number();
        String before = primary.before().map(PhoneNumber::digits).orElse("");
        if (number.digits().equals(before)) {
            return;
        }
        Map<String, String> own = new LinkedHashMap<>(Map.of("cc", number.cc(), "ac", number.ac()));
        if (before.isEmpty() || rows.get(subscriber, "cli").contains(before)) {
            own.put("cli", number.digits());
        }
        rows.putAll(subscriber, own);
        List<String> allowed = rows.get(subscriber, ALLOWED_CLIS);
        if (before.isEmpty() && primary.allow()) {
            rows.put(subscriber, ALLOWED_CLIS, List.of(number.digits()));
        } else if (allowed.contains(before)) {
            rows.put(subscriber, ALLOWED_CLIS, allowed.stream().map(cli -> cli.equals(before) ? number.digits() : cli).toList());
        }
    }

    /** The pilot's number, in front of extensions. */
    private static String base(PhoneNumber primary, Values values) {
        String digits = primary.digits();
        return values.flag("is_pbx_pilot") ? digits
            : digits.substring(0, digits.length() - values.text("pbx_extension").map(String::length).orElse(0));
    }
}
