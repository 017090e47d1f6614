/**
 * SRTP and SRTCP (RFC 3711; RFC 6188 for long keys, RFC 7714 for GCM), keyed by SDES (RFC 4568) or by DTLS (RFC 5764).
 * Senders and receivers belong to one media loop and allocate nothing per packet; suites and {@code a=crypto} are pure. Keys are never logged.
 */
@NullMarked
package io.tandem.relay.srtp;

import org.jspecify.annotations.NullMarked;
