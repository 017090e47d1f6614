package io.tandem.proxy.number;

import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.ExtendedDialing;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Subscriber;

/** The user part that the phones of a subscriber are asked for instead of that of their contacts (§2.4). Pure. */
final class AskedUser {
    private AskedUser() {}

    /** Of a subscriber that was called by one of its names or numbers ({@code e164_to_ruri}).
     * @param called name, or digits without plus sign */
    static Optional<String> of(Subscriber subscriber, String called) {
        if (!subscriber.preferences().get(CallPreferences.E164_TO_RURI)) {
            return Optional.empty();
        }
        boolean number = !called.isEmpty() && called.chars().allMatch(c -> c >= '0' && c <= '9') && subscriber.alias(called).isPresent();
        return number ? Optional.of(called) : subscriber.primaryNumber().map(E164Number::digits);
    }

    static boolean takesExtensions(Subscriber subscriber) {
        return subscriber.preferences().get(CallPreferences.EXTENDED_DIALING) != ExtendedDialing.STRICT;
    }

    /** Of a subscriber whose number was dialled with more digits behind it.
     * @param base that number */
    static String ofExtension(Subscriber subscriber, String base, String dialled) {
        return switch (subscriber.preferences().get(CallPreferences.EXTENDED_DIALING)) {
            case STRICT, EXTENDED_SEND_DIALED -> dialled;
            case EXTENDED_SEND_BASE -> base;
            case EXTENDED_SEND_PRIMARY_PLUS_EXTENSION -> subscriber.primaryNumber().map(E164Number::digits).orElse(base) + dialled.substring(base.length());
        };
    }
}
