/**
 * From outside to a proxy. Start with {@link io.tandem.lb.ingress.IngressPlan}.
 */
@NullMarked
package io.tandem.lb.ingress;

import org.jspecify.annotations.NullMarked;
