package io.tandem.data.tariff;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What calls between some numbers cost. Immutable.
 *
 * @param id          of the state in the history, which call records name; empty for a fee that was written past the API
 * @param zone        of its state in the history
 * @param source      {@code .} for any
 */
public record Fee(OptionalLong id, OptionalLong zone, Mode mode, String source, String destination, Rate onPeak, Rate offPeak) {

    /** How numbers are compared, in the order in which fees are looked for. */
    public enum Mode {
        EXACT_DESTINATION, PREFIX, REGEX_LONGEST_MATCH, REGEX_LONGEST_PATTERN;

        /** @param column as it is stored */
        public static Optional<Mode> of(String column) {
            return Arrays.stream(values()).filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(column)).findFirst();
        }
    }

    public Rate rate(boolean isOnPeak) { return isOnPeak ? onPeak : offPeak; }
}
