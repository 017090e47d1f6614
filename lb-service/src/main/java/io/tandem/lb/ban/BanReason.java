package io.tandem.lb.ban;

import java.util.Locale;
import java.util.Optional;

/** Why somebody is banned. */
public enum BanReason {
    /** More requests than the density allows, and no authentication among them that succeeded. */
    FLOOD,
    /** Wrong passwords for many accounts. */
    SPRAYING,
    /** An operator said so. */
    OPERATOR;

    private static final BanReason[] ALL = values();

    /** As operators read it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static BanReason of(int ordinal) {
        return ALL[ordinal];
    }

    /** The inverse of {@link #text()}. */
    public static Optional<BanReason> parse(String text) {
        for (BanReason reason : ALL) {
            if (reason.text().equals(text)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
