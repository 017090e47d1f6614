/**
 * The lease, kept by the kernel (ha.md §3): one nftables table drops everything from and to the shared addresses, ARP and Neighbour Discovery too, unless they
 * are in a set whose entries expire. A datagram over the loopback renews them. A manager that hangs, starves or dies closes the gate by doing nothing.
 */
@NullMarked
package io.tandem.ha.fence;

import org.jspecify.annotations.NullMarked;
