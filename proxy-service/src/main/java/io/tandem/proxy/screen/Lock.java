package io.tandem.proxy.screen;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;

/** How far a subscriber is locked (§2.8). Pure. */
public enum Lock {
    NONE, FOREIGN, OUTGOING, BOTH, GLOBAL, PORTED;

    /** The preference {@code lock}; a subscriber of status locked is locked globally without it. */
    public static Lock of(Subscriber subscriber) {
        int level = subscriber.preferences().get(CallPreferences.LOCK).orElse(subscriber.status() == SubscriberStatus.LOCKED ? GLOBAL.ordinal() : 0);
        return level >= 0 && level < values().length ? values()[level] : GLOBAL;
    }

    /** May register. */
    public boolean permitsRegistration() {
        return this != PORTED;
    }

    /** May call at all. */
    public boolean permitsCalls(boolean emergency) {
        return switch (this) {
            case NONE, FOREIGN -> true;
            case OUTGOING -> emergency;
            case BOTH, GLOBAL, PORTED -> false;
        };
    }

    /** May call somebody who is not of its own domain. */
    public boolean permitsForeignCalls(boolean emergency) {
        return this == FOREIGN ? emergency : permitsCalls(emergency);
    }

    /** May be called. */
    public boolean permitsIncoming() {
        return switch (this) {
            case NONE, FOREIGN, OUTGOING -> true;
            case BOTH, GLOBAL, PORTED -> false;
        };
    }
}
