/**
 * The kernel path by nftables, where eBPF is not allowed: a table of our own in family netdev, with one rule for each local address and maps
 * that a long-lived libnftables fills. A change costs some hundred microseconds, a packet less than twice what eBPF does.
 */
@NullMarked
package io.tandem.relay.kernel.nft;

import org.jspecify.annotations.NullMarked;
