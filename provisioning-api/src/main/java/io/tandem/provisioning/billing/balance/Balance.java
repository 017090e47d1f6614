package io.tandem.provisioning.billing.balance;

import java.math.BigDecimal;

import io.tandem.provisioning.billing.interval.Interval;

/**
 * What is left in an interval.
 *
 * @param id          0 until it is stored
 * @param initialCash cents at its start
 * @param cashSpent   cents of it that are gone
 * @param initialFree seconds at its start
 */
public record Balance(long id, long contract, Interval interval, BigDecimal cash, BigDecimal initialCash, BigDecimal cashSpent, long free, long initialFree,
                      long freeSpent, long topUps, long timelyTopUps) {

    static Balance fresh(long contract, Interval interval, BigDecimal cash, long free) {
        return new Balance(0, contract, interval, cash, cash, BigDecimal.ZERO, free, free, 0, 0, 0);
    }

    Balance in(Interval other) {
        return new Balance(id, contract, other, cash, initialCash, cashSpent, free, initialFree, freeSpent, topUps, timelyTopUps);
    }

    Balance withId(long stored) {
        return new Balance(stored, contract, interval, cash, initialCash, cashSpent, free, initialFree, freeSpent, topUps, timelyTopUps);
    }
}
