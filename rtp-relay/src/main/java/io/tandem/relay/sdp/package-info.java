/**
 * Session descriptions as a relay sees them (RFC 8866, RFC 3264): remote addresses out, own addresses in, every line it does not know kept.
 * Pure; any thread.
 */
@NullMarked
package io.tandem.relay.sdp;

import org.jspecify.annotations.NullMarked;
