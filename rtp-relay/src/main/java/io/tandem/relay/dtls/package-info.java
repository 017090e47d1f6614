/**
 * Keys of SRTP by DTLS (RFC 5763, RFC 5764; the handshake by BouncyCastle). A handshake blocks, so each runs on a virtual thread of its own: the
 * media loop hands datagrams over through a bounded queue and gets keys back.
 */
@NullMarked
package io.tandem.relay.dtls;

import org.jspecify.annotations.NullMarked;
