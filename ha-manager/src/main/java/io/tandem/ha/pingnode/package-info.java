/**
 * Hosts that everybody can reach, routers as a rule, and what they tell by ICMP echo (RFC 792, RFC 4443 §4): whether this node's network works, whom they take
 * for the owner of the shared address, and, as reflectors, what the peer says when no path leads to it directly (ha.md §3).
 */
@NullMarked
package io.tandem.ha.pingnode;

import org.jspecify.annotations.NullMarked;
