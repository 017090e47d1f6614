package io.tandem.data.forward;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;

/** When a call is forwarded (signalling.md §2.12). */
public enum ForwardType {
    /** Always. */
    CFU(CallPreferences.CFU),
    /** The callee is busy. */
    CFB(CallPreferences.CFB),
    /** The callee does not answer in time. */
    CFT(CallPreferences.CFT),
    /** The callee cannot be reached. */
    CFNA(CallPreferences.CFNA),
    /** Short messages. */
    CFS(CallPreferences.CFS),
    /** The callee answered a certain code. */
    CFR(CallPreferences.CFR),
    /** The callee takes no more calls at the same time: busy, but without having been asked. */
    CFO(CallPreferences.CFO);

    private final PreferenceKey<Boolean> preference;

    ForwardType(PreferenceKey<Boolean> preference) { this.preference = preference; }

    /** Name of the field, of the preference and in the columns {@code type} and {@code call_type}. */
    public String word() { return name().toLowerCase(Locale.ROOT); }

    /** The type of a stored word; empty if there is none. */
    static Optional<ForwardType> of(String word) { return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst(); }

    /** Says without a look into the tables whether a subscriber forwards anything. */
    public static boolean isAnySet(Preferences subscriber) {
        return Arrays.stream(values()).anyMatch(type -> subscriber.get(type.preference));
    }
}
