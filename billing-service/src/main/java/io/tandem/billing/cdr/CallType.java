package io.tandem.billing.cdr;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why this leg was set up: dialled, or forwarded for some reason. */
public enum CallType {
    CALL, CFU, CFB, CFT, CFNA, CFS, CFR, CFO, SMS;

    public static Optional<CallType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.column().equals(text)).findFirst();
    }

    /** As in column {@code call_type}. */
    public String column() { return name().toLowerCase(Locale.ROOT); }
}
