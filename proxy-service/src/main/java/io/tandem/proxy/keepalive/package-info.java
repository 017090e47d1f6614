/** Keeps the ways to phones open and notices when one is gone: NAT pings, closed connections, restarted load balancers (signalling.md §1.7). */
@NullMarked
package io.tandem.proxy.keepalive;

import org.jspecify.annotations.NullMarked;
