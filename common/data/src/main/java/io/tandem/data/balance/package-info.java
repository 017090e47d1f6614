/**
 * What contracts have left, interval by interval ({@code provisioning.md} §5.5): when intervals begin and end, and what each is given. Intervals are made
 * when somebody looks: from the last one there is to now. Times are UTC, money is cents, free time seconds.
 */
@NullMarked
package io.tandem.data.balance;

import org.jspecify.annotations.NullMarked;
