package io.tandem.proxy.stir;

import java.util.Optional;
import java.util.regex.Pattern;

/** Telephone numbers as PASSporTs write them (RFC 8224 §8.3): digits alone. Pure. */
final class CanonicalNumber {
    private static final Pattern SEPARATORS = Pattern.compile("[-.()\\s]");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9*#]{1,40}");

    private CanonicalNumber() {}

    /** Empty for what is no number. */
    static Optional<String> of(String number) {
        String bare = SEPARATORS.matcher(number).replaceAll("");
        return NUMBER.matcher(bare).matches() ? Optional.of(bare.startsWith("+") ? bare.substring(1) : bare) : Optional.empty();
    }
}
