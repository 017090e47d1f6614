/**
 * Looking at live traffic: traces that an operator starts over the control commands, the sampled message log, and how long messages take.
 * The core calls {@link io.tandem.lb.trace.MessageTap} and {@link io.tandem.lb.trace.LatencyHistogram} on its loop; what is copied there is
 * masked ({@link io.tandem.lb.trace.Masking}) and written elsewhere.
 */
@NullMarked
package io.tandem.lb.trace;

import org.jspecify.annotations.NullMarked;
