/**
 * Peers of this system, by their addresses: exempt from bans and rate limits (signalling.md §1.8).
 */
@NullMarked
package io.tandem.lb.peer;

import org.jspecify.annotations.NullMarked;
