package io.tandem.data.registration;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A binding that began or ended.
 *
 * @param id       position in the log, unique
 * @param reason   {@code registered}; {@code unregistered}, {@code connection_closed}, {@code unanswered}, {@code provisioning}, {@code terminated};
 *                 {@code expired}
 * @param ruid     names the binding
 * @param contact  empty where it expired, as are {@code received} and {@code userAgent}: nothing but its name is left then
 * @param received where the REGISTER came from, {@code sip:ip:port}
 */
public record RegistrationChange(String id, What what, String reason, String ruid, String username, String domain, String contact, String received,
                                 String userAgent, Instant at) {
    /** What became of the binding. */
    public enum What { CREATED, DELETED, EXPIRED }

    /** Empty for an entry of a kind that this version does not know. */
    static Optional<RegistrationChange> of(String id, Map<String, String> fields) {
        String event = fields.getOrDefault("event", "").toUpperCase(Locale.ROOT);
        for (What what : What.values()) {
            if (what.name().equals(event)) {
                return Optional.of(new RegistrationChange(id, what, text(fields, "reason"), text(fields, "ruid"), text(fields, "username"),
                        text(fields, "domain"), text(fields, "contact"), text(fields, "received"), text(fields, "user_agent"),
                        Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))))));
            }
        }
        return Optional.empty();
    }

    private static String text(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }
}
