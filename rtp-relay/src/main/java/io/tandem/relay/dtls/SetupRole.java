package io.tandem.relay.dtls;

import java.util.Locale;
import java.util.Optional;

/** {@code a=setup}: who sends the first flight (RFC 4145 §4, RFC 8842 §5). */
public enum SetupRole {
    ACTIVE, PASSIVE, ACTPASS, HOLDCONN;

    /** By the value of the attribute. */
    public static Optional<SetupRole> named(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "active" -> Optional.of(ACTIVE);
            case "passive" -> Optional.of(PASSIVE);
            case "actpass" -> Optional.of(ACTPASS);
            case "holdconn" -> Optional.of(HOLDCONN);
            default -> Optional.empty();
        };
    }

    /** What answers an offer with this value. @param preferred if the offerer leaves the choice */
    public SetupRole answer(SetupRole preferred) {
        return switch (this) {
            case ACTIVE -> PASSIVE;
            case PASSIVE -> ACTIVE;
            case ACTPASS -> preferred;
            case HOLDCONN -> HOLDCONN;
        };
    }

    /** The value of the attribute. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
