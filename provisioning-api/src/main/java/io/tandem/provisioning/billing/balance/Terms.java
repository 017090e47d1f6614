package io.tandem.provisioning.billing.balance;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.billing.interval.Allowance;
import io.tandem.provisioning.billing.interval.BalanceCalendar;
import io.tandem.provisioning.billing.interval.BalancePlan;
import io.tandem.provisioning.billing.interval.Interval;

/**
 * What decides the balances of a contract.
 *
 * @param allowances of the profiles that it has had, the later ones last
 */
record Terms(long contract, BalanceCalendar calendar, List<Mapped> allowances) {
    Terms {
        allowances = List.copyOf(allowances);
    }

    /** A profile from when to when.
     * @param start empty for always
     * @param stop  empty for ever */
    record Mapped(Optional<LocalDateTime> start, Optional<LocalDateTime> stop, Allowance allowance) {
        boolean holds(LocalDateTime moment) {
            return start.filter(moment::isBefore).isEmpty() && stop.filter(end -> !moment.isBefore(end)).isEmpty();
        }
    }

    /** What an interval is given. A contract's first mapping may begin after its first interval does. */
    Allowance allowance(Interval interval) {
        LocalDateTime moment = interval.contains(calendar.created()) ? calendar.created() : interval.start();
        return allowances.stream().filter(mapped -> mapped.holds(moment)).reduce((_, later) -> later).map(Mapped::allowance).orElse(Allowance.NONE)
            .times(calendar.ratio(interval));
    }

    /**
     * The balances after the last one, up to the one that holds a moment. Short intervals of a contract that slept for long are many: who gets as many as
     * he wants asks again, from the last of them on.
     *
     * @param last         empty for a contract that has none
     * @param withoutTopUp intervals without a top-up, the last one and those before it
     * @param most         at least 1
     */
    List<Balance> after(Optional<Balance> last, long withoutTopUp, LocalDateTime now, int most) {
        List<Balance> missing = new ArrayList<>();
        Balance at = last.orElseGet(this::first);
        long idle = withoutTopUp;
        if (last.isEmpty()) {
            missing.add(at);
            idle = 1;
        }
        while (missing.size() < most && !at.interval().isOpen() && !at.interval().next().isAfter(now)) {
            at = next(at, idle);
            missing.add(at);
            idle++;
        }
        return missing;
    }

    /** The balance that a top-up begins, where intervals begin so. The one before ends a second earlier. */
    Optional<Balance> begun(Balance at, LocalDateTime now) {
        BalancePlan plan = calendar.plan();
        if (!plan.startsWithTopUps() || !at.interval().isOpen() || !at.interval().start().isBefore(now)) {
            return Optional.empty();
        }
        Interval interval = calendar.from(now);
        Allowance given = allowance(interval);
        BigDecimal cash = plan.carriesOver(1, 0) ? at.cash().subtract(unused(at)).add(given.cash()) : given.cash();
        return Optional.of(Balance.fresh(contract, interval, cash, given.seconds()));
    }

    /** An interval that began this very second and gets its end with the first top-up. */
    Interval bounded(Interval interval) {
        return calendar.plan().startsWithTopUps() && interval.isOpen() ? calendar.from(interval.start()) : interval;
    }

    /** Whether a top-up comes late enough in an interval. One that has no end is never too early. */
    boolean isTimely(Interval interval, LocalDateTime now) {
        return interval.isOpen() || calendar.plan().timely().filter(span -> !now.isBefore(span.before(interval.next()))).isPresent();
    }

    /** A balance whose interval ends where this plan has it end from now on, and is given what it then gets in place of what it had. */
    Balance resized(Balance at, Allowance had, LocalDateTime now) {
        Interval interval = new Interval(at.interval().start(), calendar.endAt(now));
        Allowance has = allowance(interval);
        return new Balance(at.id(), contract, interval, at.cash().subtract(had.cash()).add(has.cash()), at.initialCash(), at.cashSpent(),
            Math.max(0, at.free() - had.seconds() + has.seconds()), at.initialFree(), at.freeSpent(), at.topUps(), at.timelyTopUps());
    }

    private Balance first() {
        Interval interval = calendar.first();
        Allowance given = allowance(interval);
        return Balance.fresh(contract, interval, calendar.plan().initialBalance().add(given.cash()), given.seconds());
    }

    private Balance next(Balance before, long withoutTopUp) {
        Interval interval = calendar.from(before.interval().next());
        Allowance given = allowance(interval);
        boolean kept = calendar.plan().carriesOver(before.timelyTopUps(), withoutTopUp);
        BigDecimal cash = kept ? before.cash().subtract(unused(before)).add(given.cash()) : given.cash();
        return Balance.fresh(contract, interval, cash, given.seconds());
    }

    /** Free money that was not spent ends with its interval. */
    private BigDecimal unused(Balance balance) {
        return allowance(balance.interval()).cash().subtract(balance.cashSpent()).max(BigDecimal.ZERO);
    }
}
