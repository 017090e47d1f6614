/**
 * What a plan is made of: a message on its way, steps that look at it or edit it, and the verdict that ends its way. Used by all steps.
 */
@NullMarked
package io.tandem.lb.step;

import org.jspecify.annotations.NullMarked;
