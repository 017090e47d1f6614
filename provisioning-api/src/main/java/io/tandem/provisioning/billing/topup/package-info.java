/** Money for customers, by hand or by voucher, and the log of it ({@code provisioning.md} §5.7). */
@NullMarked
package io.tandem.provisioning.billing.topup;

import org.jspecify.annotations.NullMarked;
