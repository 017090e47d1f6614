/**
 * Rating: call records get their prices, and what calls cost is taken from the balances of who pays ({@code provisioning.md} §5.3). {@link
 * io.tandem.billing.rating.Payers} and {@code io.tandem.data.tariff} decide purely; {@link io.tandem.billing.rating.Rater} reads and writes.
 */
@NullMarked
package io.tandem.billing.rating;

import org.jspecify.annotations.NullMarked;
