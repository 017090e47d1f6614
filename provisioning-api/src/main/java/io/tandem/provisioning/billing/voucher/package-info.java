/** Vouchers, whose codes nobody can read in the database ({@code provisioning.md} §5.7). */
@NullMarked
package io.tandem.provisioning.billing.voucher;

import org.jspecify.annotations.NullMarked;
