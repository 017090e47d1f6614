package io.tandem.data.balance;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * When the intervals of a contract begin and end.
 *
 * @param created when the contract was made
 * @param zone    of the customer
 */
public record BalanceCalendar(BalancePlan plan, LocalDateTime created, ZoneId zone) {

    /** The one in which the contract was made. */
    public Interval first() {
        return plan.startsWithTopUps() ? new Interval(created.truncatedTo(ChronoUnit.SECONDS), Interval.OPEN) : new Interval(bound(index(created)),
            bound(index(created) + 1).minusSeconds(1));
    }

    /** The one that begins at this moment; cut short where the plan has come to be another one in between. */
    public Interval from(LocalDateTime start) {
        if (plan.endsWithTopUps()) {
            return new Interval(start, Interval.OPEN);
        }
        LocalDateTime next = plan.startsWithTopUps() ? plan.interval().times(1, start) : bound(index(start) + 1);
        return new Interval(start, next.minusSeconds(1));
    }

    /** When an interval ends that has begun already under another plan. */
    public LocalDateTime endAt(LocalDateTime now) {
        return plan.startsWithTopUps() ? Interval.OPEN : bound(index(now) + 1).minusSeconds(1);
    }

    /** What part of its free minutes and money an interval has: that from the day of the contract on, in the interval in which it was made. */
    public double ratio(Interval interval) {
        if (interval.isOpen() || !interval.contains(created)) {
            return 1;
        }
        LocalDateTime from = plan.interval().isShorterThanADay() ? created.truncatedTo(ChronoUnit.SECONDS) : utc(local(created).truncatedTo(ChronoUnit.DAYS));
        LocalDateTime begin = from.isAfter(interval.start()) ? from : interval.start();
        return (double) new Interval(begin, interval.end()).seconds() / interval.seconds();
    }

    /** The number of the interval, from the anchor on, that holds a moment. */
    private long index(LocalDateTime moment) {
        long guess = Math.floorDiv(plan.interval().unit().between(anchor(), local(moment)), plan.interval().value());
        while (bound(guess).isAfter(moment)) {
            guess--;
        }
        while (!bound(guess + 1).isAfter(moment)) {
            guess++;
        }
        return guess;
    }

    private LocalDateTime bound(long index) {
        return utc(plan.interval().times(index, anchor()));
    }

    private LocalDateTime anchor() {
        LocalDateTime begin = local(created);
        if (plan.startsOnTheFirst()) {
            return begin.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS);
        }
        return begin.truncatedTo(plan.interval().isShorterThanADay() ? plan.interval().unit() : ChronoUnit.DAYS);
    }

    private LocalDateTime local(LocalDateTime utc) {
        return plan.inZoneOfCustomer() ? utc.atOffset(ZoneOffset.UTC).atZoneSameInstant(zone).toLocalDateTime() : utc;
    }

    private LocalDateTime utc(LocalDateTime local) {
        return plan.inZoneOfCustomer() ? local.atZone(zone).withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime() : local;
    }
}
