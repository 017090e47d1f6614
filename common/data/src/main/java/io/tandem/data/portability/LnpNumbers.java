package io.tandem.data.portability;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the table says of one number, at whatever time. Immutable.
 *
 * @param rows of that number and of those that it begins with, in any order
 */
public record LnpNumbers(List<LnpNumber> rows) {
    public static final LnpNumbers NONE = new LnpNumbers(List.of());

    private static final Comparator<LnpNumber> PRECEDENCE = Comparator.comparingInt((LnpNumber row) -> row.number().length())
            .thenComparing(row -> row.start().orElse(Instant.MIN)).thenComparingInt(LnpNumber::id);

    public LnpNumbers {
        rows = List.copyOf(rows);
    }

    /** The row that holds then: the longest number, of several carriers the one that started last. */
    public Optional<LnpNumber> at(Instant when) { return rows.stream().filter(row -> row.isValid(when)).max(PRECEDENCE); }
}
