/**
 * RTP streams packet by packet: read, put in order, written with SSRC, sequence numbers and timestamps of the relay's own (RFC 3550, RFC 3551).
 * Media loop only; nothing is allocated per packet.
 */
@NullMarked
package io.tandem.relay.rtp;

import org.jspecify.annotations.NullMarked;
