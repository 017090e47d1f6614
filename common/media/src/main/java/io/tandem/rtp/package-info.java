/** RTP and RTCP packets, jitter and loss (RFC 3550). */
@NullMarked
package io.tandem.rtp;

import org.jspecify.annotations.NullMarked;
