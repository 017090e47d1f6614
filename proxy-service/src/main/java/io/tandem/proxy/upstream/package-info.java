/** Registrations of this system at others (signalling.md §3.6, RFC 3261 §10.2): of subscribers and of servers of peers that have
 * {@code peer_auth_register}. One proxy of the system does it. */
@NullMarked
package io.tandem.proxy.upstream;

import org.jspecify.annotations.NullMarked;
