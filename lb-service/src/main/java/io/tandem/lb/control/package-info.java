/** The control port of the load balancer: how requests reach it, and the commands about the process as a whole. */
@NullMarked
package io.tandem.lb.control;

import org.jspecify.annotations.NullMarked;
