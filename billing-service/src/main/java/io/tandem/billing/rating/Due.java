package io.tandem.billing.rating;

import java.util.Optional;

import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.Tariff;

/**
 * What one payer is charged by.
 *
 * @param fee empty for a call in that costs nothing
 */
record Due(Role role, long contract, Tariff tariff, Optional<Fee> fee) {
    /** Customers pay in advance for calls that they make. */
    boolean isPrepaid() { return role == Role.SOURCE_CUSTOMER && tariff.prepaid(); }

    /** The whole price is told, whatever the balance covers. */
    boolean isToldInFull() { return tariff.prepaid(); }

    /** Providers who pay in advance are not charged by their balance. */
    boolean hasBalance() { return fee.isPresent() && (role.isCustomer() || !tariff.prepaid()); }
}
