package io.tandem.data.tariff;

import java.util.Map;
import java.util.Optional;

/**
 * A billing profile as calls are charged by it. Immutable.
 *
 * @param handle       how operators know it
 * @param ignoreDomain numbers are looked for without their domains only
 * @param fees         by kind and direction
 * @param asksCarriers some fee is for the numbers of a carrier
 */
public record Tariff(long id, String handle, boolean prepaid, boolean ignoreDomain, Map<Key, FeeTable> fees, PeakTimes peakTimes, boolean asksCarriers) {
    /** Which calls fees are for. */
    public record Key(FeeQuestion.Kind kind, FeeQuestion.Direction direction) {}

    public Tariff {
        fees = Map.copyOf(fees);
    }

    /** The fee for a call: that for the number with its domain, else that for the number alone; in each case the carrier's first.
     * @throws io.tandem.data.pattern.PatternTooCostlyException if a pattern cannot be decided in bounded time */
    public Optional<Fee> fee(FeeQuestion asked) {
        FeeTable table = fees.getOrDefault(new Key(asked.kind(), asked.direction()), FeeTable.NONE);
        Optional<Fee> found = ignoreDomain ? Optional.empty() : find(table, asked, asked.fullSource(), asked.fullDestination());
        return found.or(() -> find(table, asked, asked.source(), asked.destination()));
    }

    private static Optional<Fee> find(FeeTable table, FeeQuestion asked, String source, String destination) {
        return asked.carriers().stream().flatMap(carrier -> table.exactly(source, carrier).stream()).findFirst()
                .or(() -> table.find(source, destination));
    }
}
