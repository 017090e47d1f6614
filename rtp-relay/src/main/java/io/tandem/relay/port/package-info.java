/**
 * The UDP ports for media: even for RTP, the next for RTCP (RFC 3550 §11), handed out in random order and rested after use.
 * Control thread only.
 */
@NullMarked
package io.tandem.relay.port;

import org.jspecify.annotations.NullMarked;
