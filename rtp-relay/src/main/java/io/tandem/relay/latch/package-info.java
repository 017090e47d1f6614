/**
 * Endpoint learning: which source a media stream is accepted from and sent to when a NAT makes SDP wrong (RFC 4961, RFC 7362).
 * Pure decisions on addresses; called by the packet path on the media loop only.
 */
@NullMarked
package io.tandem.relay.latch;

import org.jspecify.annotations.NullMarked;
