package io.tandem.proxy.screen;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.proxy.caller.PartySnapshot;

/** {@code *80*PIN number}: a call past the caller's restrictions (§2.10, §3.8). Immutable.
 * @param number behind the PIN, as dialled */
public record OverrideCode(Lifted lifted, String number) {
    private static final String CODE = "*80*";

    /** @param user part of the request URI */
    public static boolean isDialled(String user) {
        return user.startsWith(CODE);
    }

    /** Empty if what was dialled begins with no PIN of the user or its customer. Of several the longest counts, of equal ones the administrator's. */
    public static Optional<OverrideCode> of(String user, PartySnapshot caller) {
        String dialled = user.substring(CODE.length());
        return Stream.concat(pins(caller, CallPreferences.OVERRIDE_PIN).map(pin -> new Pin(pin, Lifted.OWN)),
                        pins(caller, CallPreferences.ADM_OVERRIDE_PIN).map(pin -> new Pin(pin, Lifted.ALL)))
                .filter(pin -> dialled.startsWith(pin.digits())).max(Comparator.comparingInt((Pin pin) -> pin.digits().length()).thenComparing(Pin::lifts))
                .map(pin -> new OverrideCode(pin.lifts(), dialled.substring(pin.digits().length())));
    }

    private record Pin(String digits, Lifted lifts) {}

    private static Stream<String> pins(PartySnapshot caller, PreferenceKey<Optional<String>> key) {
        return List.of(caller.own().get(key), caller.customer().get(key)).stream().flatMap(Optional::stream);
    }
}
