/**
 * What the two nodes of a pair tell each other: the heartbeat, its authenticated form on the wire, and what is known of the peer from it. No I/O.
 *
 * <p>Replays: a heartbeat counts once, by boot and sequence number, and acknowledges a sequence number of the receiver, which dates it. Whoever replays what a
 * peer sent in an earlier life can at most delay a node that itself has just been started; it makes nobody active.
 */
@NullMarked
package io.tandem.ha.membership;

import org.jspecify.annotations.NullMarked;
