package io.tandem.appserver.vsc;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.forward.ForwardType;

/** What a service code changes for the subscriber who has dialled it. */
sealed interface SettingChange {
    /** All calls of a kind go there.
     * @param ringSeconds for {@code cft}; empty leaves what is set */
    record ForwardTo(ForwardType type, String uri, Optional<Integer> ringSeconds) implements SettingChange {}

    /** Ends all forwards of these types. */
    record ForwardsOff(List<ForwardType> types) implements SettingChange {
        public ForwardsOff {
            types = List.copyOf(types);
        }
    }

    /** @param slot as dialled later, such as {@code *1} */
    record SpeedDial(String slot, String uri) implements SettingChange {}

    /** One wake-up call. @param time in the time zone of the subscriber */
    record Reminder(LocalTime time) implements SettingChange {}

    record ReminderOff() implements SettingChange {}

    /** A preference that is on or off. */
    record Switch(String attribute, boolean on) implements SettingChange {}

    /** Ends all forwards, and these preferences. */
    record EverythingOff(List<String> preferences) implements SettingChange {
        public EverythingOff {
            preferences = List.copyOf(preferences);
        }
    }

    /** Whether something begins, rather than ends. */
    default boolean isOn() {
        return switch (this) {
            case ForwardTo _, SpeedDial _, Reminder _ -> true;
            case ForwardsOff _, ReminderOff _, EverythingOff _ -> false;
            case Switch set -> set.on();
        };
    }

    /** The attributes that a profile must list; any of them if there are several. */
    default List<String> attributes() {
        return switch (this) {
            case ForwardTo forward -> List.of(forward.type().word());
            case ForwardsOff off -> off.types().stream().map(ForwardType::word).toList();
            case SpeedDial _ -> List.of("speed_dial");
            case Reminder _, ReminderOff _ -> List.of("reminder");
            case Switch set -> List.of(set.attribute());
            case EverythingOff off -> {
                List<String> all = new ArrayList<>(Arrays.stream(ForwardType.values()).map(ForwardType::word).toList());
                all.addAll(off.preferences());
                yield all;
            }
        };
    }

    /** Reads {@code P-App-Param} of the proxy, such as {@code cfu=on;uri=sip:431@example.org}; empty if it says nothing that can be done. */
    static Optional<SettingChange> parse(String parameters) {
        Map<String, String> values = new HashMap<>();
        String[] parts = parameters.split(";", -1);
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals < 0) return Optional.empty();
            values.put(part.substring(0, equals), part.substring(equals + 1));
        }
        String service = parts[0].substring(0, parts[0].indexOf('='));
        return switch (values.getOrDefault(service, "")) {
            case "on" -> on(service, values);
            case "off" -> off(service);
            default -> Optional.empty();
        };
    }

    private static Optional<SettingChange> on(String service, Map<String, String> values) {
        Optional<String> uri = Optional.ofNullable(values.get("uri")).filter(text -> text.startsWith("sip:"));
        return switch (service) {
            case "cfu", "cfb", "cfna" -> uri.map(found -> new ForwardTo(type(service), found, Optional.empty()));
            case "cft" -> uri.flatMap(found -> seconds(values).map(ring -> new ForwardTo(type(service), found, Optional.of(ring))));
            case "speeddial" -> uri.flatMap(found -> Optional.ofNullable(values.get("slot")).filter(slot -> slot.matches("\\*\\d"))
                    .map(slot -> new SpeedDial(slot, found)));
            case "reminder" -> time(values).map(Reminder::new);
            case "clir", "colr", "dnd", "block_in_clir" -> Optional.of(new Switch(service, true));
            default -> Optional.empty();
        };
    }

    private static Optional<SettingChange> off(String service) {
        return switch (service) {
            case "cfu", "cfb", "cfna", "cft" -> Optional.of(new ForwardsOff(List.of(type(service))));
            case "forwards" -> Optional.of(new ForwardsOff(List.of(ForwardType.values())));
            case "everything" -> Optional.of(new EverythingOff(List.of("clir", "colr", "dnd")));
            case "reminder" -> Optional.of(new ReminderOff());
            case "clir", "colr", "dnd", "block_in_clir" -> Optional.of(new Switch(service, false));
            default -> Optional.empty();
        };
    }

    private static ForwardType type(String word) {
        return ForwardType.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Optional<Integer> seconds(Map<String, String> values) {
        return Optional.ofNullable(values.get("seconds")).filter(text -> text.matches("[1-9]\\d{0,2}")).map(Integer::valueOf);
    }

    private static Optional<LocalTime> time(Map<String, String> values) {
        try {
            return Optional.ofNullable(values.get("time")).map(LocalTime::parse);
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
