/**
 * What customers have left, interval by interval ({@code provisioning.md} §5.5). Intervals are made when somebody looks: from the last one there is to
 * now. Times are UTC, money is cents, free time seconds.
 */
@NullMarked
package io.tandem.provisioning.billing.balance;

import org.jspecify.annotations.NullMarked;
