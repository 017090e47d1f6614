/**
 * RTP and RTCP packets, reception statistics and the voice quality derived from them (RFC 3550, RFC 5761, ITU-T G.107).
 * Any module may call; no thread or socket in here. Objects that keep state belong to one thread.
 */
@NullMarked
package io.tandem.rtp;

import org.jspecify.annotations.NullMarked;
