package io.tandem.data.tariff;

import java.math.BigDecimal;

/** What a payer has left in one balance interval. */
public interface Purse {
    /** Of who is charged without a balance. */
    Purse EMPTY = new Purse() {
        @Override public BigDecimal cash() { return BigDecimal.ZERO; }

        @Override public long freeSeconds() { return 0; }

        @Override public void spend(BigDecimal cents, BigDecimal price, long seconds) {}
    };

    /** Cents. */
    BigDecimal cash();

    /** Seconds. */
    long freeSeconds();

    /** @param cents   taken from the cash
     * @param price   cents that were spent, whether taken from it or owed
     * @param seconds taken from the free time */
    void spend(BigDecimal cents, BigDecimal price, long seconds);
}
