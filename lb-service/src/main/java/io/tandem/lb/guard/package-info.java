/**
 * The screens of the load balancer as one whole: put together, kept in step with the other load balancers over Redis, shown and changed by operators
 * (signalling.md §1.4, §1.5, §1.11).
 */
@NullMarked
package io.tandem.lb.guard;

import org.jspecify.annotations.NullMarked;
