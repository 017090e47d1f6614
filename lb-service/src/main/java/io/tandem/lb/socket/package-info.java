/**
 * The addresses the load balancer serves, and which addresses count as inside. Used by all steps.
 */
@NullMarked
package io.tandem.lb.socket;

import org.jspecify.annotations.NullMarked;
