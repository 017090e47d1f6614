/**
 * From inside to a phone or peer. Start with {@link io.tandem.lb.egress.EgressPlan}.
 */
@NullMarked
package io.tandem.lb.egress;

import org.jspecify.annotations.NullMarked;
