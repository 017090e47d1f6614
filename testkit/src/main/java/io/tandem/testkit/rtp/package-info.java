/** RTP parties for tests and the demonstration (RFC 3550, 3551): plain sockets on loopback, a G.711 tone in real time, RTCP reports. */
@NullMarked
package io.tandem.testkit.rtp;

import org.jspecify.annotations.NullMarked;
