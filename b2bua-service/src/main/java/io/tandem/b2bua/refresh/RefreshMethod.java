package io.tandem.b2bua.refresh;

import java.util.Locale;

/** How a session is refreshed ({@code sst_refresh_method}). */
public enum RefreshMethod {
    /** By UPDATE if the other end lists it in Allow, else by re-INVITE. */
    UPDATE_FALLBACK_INVITE,
    UPDATE,
    INVITE;

    static RefreshMethod of(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "UPDATE" -> UPDATE;
            case "INVITE" -> INVITE;
            default -> UPDATE_FALLBACK_INVITE;
        };
    }
}
