/**
 * The two encodings of the ng protocol, bencode and JSON, and its datagram of cookie and payload. Pure; any thread.
 */
@NullMarked
package io.tandem.relay.wire;

import org.jspecify.annotations.NullMarked;
