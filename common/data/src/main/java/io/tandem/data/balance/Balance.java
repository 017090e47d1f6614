package io.tandem.data.balance;

import java.math.BigDecimal;


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

    public static Balance fresh(long contract, Interval interval, BigDecimal cash, long free) {
        return new Balance(0, contract, interval, cash, cash, BigDecimal.ZERO, free, free, 0, 0, 0);
    }

    public Balance in(Interval other) {
        return new Balance(id, contract, other, cash, initialCash, cashSpent, free, initialFree, freeSpent, topUps, timelyTopUps);
    }

    /** @param cents   taken from the cash
     * @param price   cents that were spent, whether they were taken from it or are owed
     * @param seconds of the free time that were spent */
    public Balance charged(BigDecimal cents, BigDecimal price, long seconds) {
        return new Balance(id, contract, interval, cash.subtract(cents), initialCash, cashSpent.add(price), free - seconds, initialFree, freeSpent + seconds,
            topUps, timelyTopUps);
    }

    public Balance withId(long stored) {
        return new Balance(stored, contract, interval, cash, initialCash, cashSpent, free, initialFree, freeSpent, topUps, timelyTopUps);
    }
}
