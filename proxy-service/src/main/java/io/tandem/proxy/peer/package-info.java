/** Peers of this system, as the load balancers are told of them. */
@NullMarked
package io.tandem.proxy.peer;

import org.jspecify.annotations.NullMarked;
