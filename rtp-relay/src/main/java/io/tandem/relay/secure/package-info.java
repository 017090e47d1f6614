/**
 * Ties SRTP, DTLS and ICE to the streams of a call: concerns of the signalling (control thread) and processors of the ports (media loop). Each
 * party has its own protection, so that secure and plain parties, and browsers and phones, can talk to each other (signalling.md §5.6, §5.7).
 */
@NullMarked
package io.tandem.relay.secure;

import org.jspecify.annotations.NullMarked;
