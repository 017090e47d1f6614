package io.tandem.billing.cdr;

import java.util.Locale;

/** How a call ended, as reports know it. */
public enum CallStatus {
    OK, BUSY, NOANSWER, CANCEL, OFFLINE, TIMEOUT, OTHER,
    /** Answered, but nobody ever told its end. */
    FAILED;

    /** Status for the final reply that the caller got. */
    public static CallStatus of(int sipCode) {
        return switch (sipCode) {
            case 404 -> OFFLINE;
            case 408 -> TIMEOUT;
            case 480 -> NOANSWER;
            case 486 -> BUSY;
            case 487 -> CANCEL;
            default  -> sipCode >= 200 && sipCode < 300 ? OK : OTHER;
        };
    }

    /** As in column {@code call_status}. */
    public String column() { return name().toLowerCase(Locale.ROOT); }
}
