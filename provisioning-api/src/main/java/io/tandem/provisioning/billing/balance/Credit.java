package io.tandem.provisioning.billing.balance;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Optional;

import io.tandem.data.balance.Balance;
import io.tandem.data.balance.Interval;
import io.tandem.data.balance.Terms;

/** Adds money to a balance: in the interval that runs, or in one that begins with it. */
public final class Credit {
    private final Balances balances;
    private final Underrun underrun;

    public Credit(Balances balances, Underrun underrun) {
        this.balances = balances;
        this.underrun = underrun;
    }

    /** @param at    as {@link Balances#locked} gave it
     * @param cents may be below 0, where the service charge is more than the amount */
    public Balance add(Balance at, BigDecimal cents) {
        LocalDateTime now = balances.now();
        Terms terms = balances.terms(at.contract());
        Optional<Balance> begun = terms.begun(at, now);
        begun.ifPresent(_ -> balances.write(at.in(new Interval(at.interval().start(), now.minusSeconds(1)))));
        Balance into = begun.orElseGet(() -> at.in(terms.bounded(at.interval())));
        Balance credited = new Balance(into.id(), into.contract(), into.interval(), into.cash().add(cents), into.initialCash(), into.cashSpent(), into.free(),
            into.initialFree(), into.freeSpent(), into.topUps() + 1, into.timelyTopUps() + (terms.isTimely(at.interval(), now) ? 1 : 0));
        long id = balances.write(credited);
        underrun.clear(id);
        return credited.withId(id);
    }
}
