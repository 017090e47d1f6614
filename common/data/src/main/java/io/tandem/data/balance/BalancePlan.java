package io.tandem.data.balance;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How the intervals of a contract follow each other.
 *
 * @param startMode     {@code 1st}, {@code create} (both also with {@code _tz}), {@code topup} or {@code topup_interval}
 * @param carryOver     {@code carry_over}, {@code carry_over_timely} or {@code discard}
 * @param timely        how long before the end of an interval a top-up is timely
 * @param discardAfter  intervals without a top-up after which cash is discarded; 0 for never
 * @param initialBalance cents that the first interval begins with
 */
public record BalancePlan(Span interval, String startMode, String carryOver, Optional<Span> timely, long discardAfter, BigDecimal initialBalance) {
    /** Of contracts without a package. */
    public static final BalancePlan MONTHLY = new BalancePlan(new Span(ChronoUnit.MONTHS, 1), "1st", "carry_over", Optional.empty(), 0, BigDecimal.ZERO);

    public boolean startsWithTopUps() {
        return startMode.startsWith("topup");
    }

    public boolean endsWithTopUps() {
        return "topup".equals(startMode);
    }

    public boolean inZoneOfCustomer() {
        return startMode.endsWith("_tz");
    }

    public boolean startsOnTheFirst() {
        return startMode.startsWith("1st");
    }

    /** Whether cash outlives an interval with so many timely top-ups, after so many intervals without any. */
    public boolean carriesOver(long timelyTopUps, long withoutTopUp) {
        boolean kept = switch (carryOver) {
            case "discard" -> false;
            case "carry_over_timely" -> timelyTopUps > 0;
            default -> true;
        };
        return kept && (discardAfter == 0 || withoutTopUp < discardAfter);
    }
}
