/** Peers: groups, servers and the rules that choose among them (signalling.md §2.16). */
@NullMarked
package io.tandem.data.peering;

import org.jspecify.annotations.NullMarked;
