package io.tandem.data.balance;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;


/**
 * What decides the balances of a contract.
 *
 * @param allowances of the profiles that it has had, the later ones last
 */
public record Terms(long contract, BalanceCalendar calendar, List<Mapped> allowances) {
    public Terms {
        allowances = List.copyOf(allowances);
    }

    /** A profile from when to when.
     * @param start empty for always
     * @param stop  empty for ever */
    public record Mapped(Optional<LocalDateTime> start, Optional<LocalDateTime> stop, Allowance allowance) {
        boolean holds(LocalDateTime moment) {
            return start.filter(moment::isBefore).isEmpty() && stop.filter(end -> !moment.isBefore(end)).isEmpty();
        }
    }

    /** What an interval is given. A contract's first mapping may begin after its first interval does. */
    public Allowance allowance(Interval interval) {
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
    public List<Balance> after(Optional<Balance> last, long withoutTopUp, LocalDateTime now, int most) {
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
    public Optional<Balance> begun(Balance at, LocalDateTime now) {
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
    public Interval bounded(Interval interval) {
        return calendar.plan().startsWithTopUps() && interval.isOpen() ? calendar.from(interval.start()) : interval;
    }

    /** Whether a top-up comes late enough in an interval. One that has no end is never too early. */
    public boolean isTimely(Interval interval, LocalDateTime now) {
        return interval.isOpen() || calendar.plan().timely().filter(span -> !now.isBefore(span.before(interval.next()))).isPresent();
    }

    /** A balance whose interval ends where this plan has it end from now on, and is given what it then gets in place of what it had. */
    public Balance resized(Balance at, Allowance had, LocalDateTime now) {
        Interval interval = new Interval(at.interval().start(), calendar.endAt(now));
        Allowance has = allowance(interval);
        return new Balance(at.id(), contract, interval, at.cash().subtract(had.cash()).add(has.cash()), at.initialCash(), at.cashSpent(),
            Math.max(0, at.free() - had.seconds() + has.seconds()), at.initialFree(), at.freeSpent(), at.topUps(), at.timelyTopUps());
    }

    /**
     * The balances that follow one, where calls in it were charged after they had been made: what they took from it was not carried over.
     *
     * @param before       the one that the calls were in, uncharged
     * @param charged      the same, charged
     * @param followers    in their order, without a gap
     * @param withoutTopUp intervals without a top-up up to {@code before}
     */
    public List<Balance> recharged(Balance before, Balance charged, List<Balance> followers, long withoutTopUp) {
        BigDecimal less = before.cash().subtract(unused(before)).subtract(charged.cash().subtract(unused(charged)));
        List<Balance> changed = new ArrayList<>();
        Balance last = before;
        long idle = withoutTopUp;
        for (Balance follower : followers) {
            boolean endedByTopUp = calendar.plan().startsWithTopUps() && !calendar.from(last.interval().start()).equals(last.interval());
            boolean kept = endedByTopUp ? calendar.plan().carriesOver(1, 0) : calendar.plan().carriesOver(last.timelyTopUps(), idle);
            if (less.signum() == 0 || !kept) {
                break;
            }
            changed.add(new Balance(follower.id(), contract, follower.interval(), follower.cash().subtract(less), follower.initialCash().subtract(less),
                follower.cashSpent(), follower.free(), follower.initialFree(), follower.freeSpent(), follower.topUps(), follower.timelyTopUps()));
            idle = follower.topUps() > 0 ? 0 : idle + 1;
            last = follower;
        }
        return changed;
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
