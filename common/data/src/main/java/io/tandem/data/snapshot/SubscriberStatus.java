package io.tandem.data.snapshot;

import java.util.Locale;

/** Administrative state; a terminated subscriber is not found at all. */
public enum SubscriberStatus {
    ACTIVE, LOCKED, PENDING;

    static SubscriberStatus of(String column) { return valueOf(column.toUpperCase(Locale.ROOT)); }
}
