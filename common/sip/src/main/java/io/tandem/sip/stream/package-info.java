/**
 * SIP over TCP, TLS and WebSocket (RFC 3261 §18, RFC 5626 §3.5.1, RFC 7118): framed bytes in and out, on the service's event loop.
 *
 * <p>Netty threads read, frame and write; messages cross to the event loop and back in batches, with one wake-up a batch. Nothing here parses
 * more of a message than its Content-Length. Connections have identities, limits and deadlines; each end is counted by its reason.
 */
@NullMarked
package io.tandem.sip.stream;

import org.jspecify.annotations.NullMarked;
