package io.tandem.data.balance;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a billing profile gives away in an interval: cents and seconds. */
public record Allowance(BigDecimal cash, long seconds) {
    public static final Allowance NONE = new Allowance(BigDecimal.ZERO, 0);
    private static final int DIGITS = 6;

    public Allowance times(double ratio) {
        return new Allowance(cash.multiply(BigDecimal.valueOf(ratio)).setScale(DIGITS, RoundingMode.HALF_UP), Math.round(seconds * ratio));
    }
}
