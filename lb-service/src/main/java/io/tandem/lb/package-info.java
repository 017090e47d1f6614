/**
 * The SIP edge: a stateless load balancer between the outside and the proxies. Spring wires here; decisions are in the packages below,
 * in reading order: {@code socket}, {@code step}, {@code ingress}, {@code sanity}, {@code nat}, {@code affinity}, {@code target}, {@code topology},
 * {@code egress}.
 *
 * <p>The flows are ordered lists: {@link io.tandem.lb.ingress.IngressPlan} for what comes from outside, {@link io.tandem.lb.egress.EgressPlan}
 * for what comes from inside.
 */
@NullMarked
package io.tandem.lb;

import org.jspecify.annotations.NullMarked;
