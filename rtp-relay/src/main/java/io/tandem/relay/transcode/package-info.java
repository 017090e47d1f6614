/**
 * What the relay does to RTP beyond passing it on, one direction of a media line at a time: {@link io.tandem.relay.transcode.MediaPath} takes
 * packets and hands others to a sink. Media loop only; what a packet needs is allocated before (Opus excepted, whose library allocates).
 * RFC 3550, RFC 3551, RFC 4733, RFC 3389.
 */
@NullMarked
package io.tandem.relay.transcode;

import org.jspecify.annotations.NullMarked;
