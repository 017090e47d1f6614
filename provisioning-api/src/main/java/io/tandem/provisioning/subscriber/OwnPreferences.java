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

    private final PreferenceRows rows;

    OwnPreferences(Store store) {
        rows = new PreferenceRows(store, Level.SUBSCRIBER);
    }

    /** The primary number of a subscriber.
     * @param before so far; the network number follows a change, unless an operator has set another one
     * @param allow  whether a new subscriber may show it to the callee by his own means */
    record Primary(PhoneNumber number, Optional<PhoneNumber> before, boolean allow) {}

    /** All of them, the lock too.
     * @param isNew whether the subscriber has come with this transaction and has none yet */
    void write(Placement place, long subscriber, Values values, Primary primary, boolean isNew) {
        Map<String, List<String>> before = isNew ? Map.of() : rows.all(subscriber);
        Map<String, List<String>> own = new LinkedHashMap<>();
        place(own, place, values, primary);
        number(own, before, primary);
        own.put("lock", lock(values));
        rows.change(subscriber, before, own);
    }

    private static void place(Map<String, List<String>> own, Placement place, Values values, Primary primary) {
        own.put("account_id", value(Long.toString(place.customerId())));
        own.put("reseller_id", value(Long.toString(place.resellerId())));
        own.put("ext_contract_id", value(place.externalCustomerId()));
        own.put("ext_subscriber_id", value(values.text("external_id").orElse("")));
        own.put("display_name", value(values.text("display_name").orElse("")));
        if (place.pbx()) {
            own.put("cloud_pbx", value("1"));
            own.put("cloud_pbx_ext", value(values.text("pbx_extension").orElse("")));
            own.put("cloud_pbx_base_cli", value(base(primary.number(), values)));
            for (String name : List.of("hunt_policy", "hunt_timeout", "hunt_cancel_mode")) {
                own.put("cloud_pbx_" + name, value(values.flag("is_pbx_group") ? values.text("pbx_" + name).orElse("") : ""));
            }
        }
        if (primary.before().isEmpty()) {
            own.put("contract_sound_set", value(place.soundSet()));
        }
    }

    /** Network number and the list of numbers that may be shown follow the primary number. */
    void writeNumber(long subscriber, Primary primary) {
        Map<String, List<String>> before = rows.all(subscriber);
        Map<String, List<String>> own = new LinkedHashMap<>();
        number(own, before, primary);
        rows.change(subscriber, before, own);
    }

    private static void number(Map<String, List<String>> own, Map<String, List<String>> stored, Primary primary) {
        PhoneNumber number = primary.number();
        String before = primary.before().map(PhoneNumber::digits).orElse("");
        if (number.digits().equals(before)) {
            return;
        }
        own.put("cc", value(number.cc()));
        own.put("ac", value(number.ac()));
        if (before.isEmpty() || stored.getOrDefault("cli", List.of()).contains(before)) {
            own.put("cli", value(number.digits()));
        }
        List<String> allowed = stored.getOrDefault(ALLOWED_CLIS, List.of());
        if (before.isEmpty() && primary.allow()) {
            own.put(ALLOWED_CLIS, value(number.digits()));
        } else if (allowed.contains(before)) {
            own.put(ALLOWED_CLIS, allowed.stream().map(cli -> cli.equals(before) ? number.digits() : cli).toList());
        }
    }

    /** The level that a client has set, or the one of the subscriber's status. */
    private static List<String> lock(Values values) {
        String level = values.text("lock").orElse("locked".equals(values.require("status")) ? Lock.GLOBAL : "0");
        return "0".equals(level) ? List.of() : List.of(level);
    }

    private static List<String> value(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    /** The pilot's number, in front of extensions. */
    private static String base(PhoneNumber primary, Values values) {
        String digits = primary.digits();
        return values.flag("is_pbx_pilot") ? digits
            : digits.substring(0, digits.length() - values.text("pbx_extension").map(String::length).orElse(0));
    }
}
