package io.tandem.data.tariff;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.tandem.data.portability.LnpNumbers;

/**
 * Whose fee is looked for.
 *
 * @param source      caller's number
 * @param destination called number
 * @param carriers    names of the called number's carrier, {@code lnp:ID} and {@code lnpnumbertype:TYPE}; none if it is not known
 */
public record FeeQuestion(Kind kind, Direction direction, String source, String sourceDomain, String destination, String destinationDomain,
                          List<String> carriers) {
    /** What is paid for. */
    public enum Kind {
        CALL, SMS;

        /** As it is stored. */
        public String column() { return name().toLowerCase(Locale.ROOT); }
    }

    /** Seen from who pays: he called, or was called. */
    public enum Direction {
        OUT, IN;

        /** As it is stored. */
        public String column() { return name().toLowerCase(Locale.ROOT); }
    }

    public FeeQuestion(Kind kind, Direction direction, String source, String sourceDomain, String destination, String destinationDomain) {
        this(kind, direction, source, sourceDomain, destination, destinationDomain, List.of());
    }

    public FeeQuestion {
        carriers = List.copyOf(carriers);
    }

    /** Who knows the carriers of numbers may be asked for the called one: it is a number. */
    public boolean isToNumber() { return !destination.isEmpty() && destination.chars().allMatch(c -> c >= '0' && c <= '9'); }

    /** The same, with what is known of the called number's carrier at a moment. */
    public FeeQuestion with(LnpNumbers numbers, Instant moment) {
        List<String> names = new ArrayList<>();
        numbers.at(moment).ifPresent(row -> {
            names.add("lnp:" + row.carrier().id());
            if (!row.type().isEmpty()) names.add("lnpnumbertype:" + row.type());
        });
        return new FeeQuestion(kind, direction, source, sourceDomain, destination, destinationDomain, names);
    }

    String fullSource() { return source + "@" + sourceDomain; }

    String fullDestination() { return destination + "@" + destinationDomain; }
}
