/**
 * What passing RTP and RTCP tell about each synchronisation source: loss, jitter, round trip, voice quality (RFC 3550 §6.4, G.107).
 * Written by the media loop only, without allocation per packet; other threads read figures that may be one burst old.
 */
@NullMarked
package io.tandem.relay.rtcp;

import org.jspecify.annotations.NullMarked;
