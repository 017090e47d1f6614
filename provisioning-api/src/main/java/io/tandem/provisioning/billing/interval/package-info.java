/**
 * When the intervals of a contract begin and end, and what it is given in each ({@code provisioning.md} §5.5). Pure. Times are UTC, money is cents, free
 * time seconds.
 */
@NullMarked
package io.tandem.provisioning.billing.interval;

import org.jspecify.annotations.NullMarked;
