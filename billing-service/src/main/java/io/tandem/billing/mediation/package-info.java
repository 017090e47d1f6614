/**
 * Mediation: start and stop rows of the proxies ({@code accounting.acc}) become call detail records. {@link
 * io.tandem.billing.mediation.CallMediation} decides purely; {@link io.tandem.billing.mediation.Mediator} reads and writes.
 */
@NullMarked
package io.tandem.billing.mediation;

import org.jspecify.annotations.NullMarked;
