/**
 * Keys of SRTP in SDP (security descriptions, RFC 4568): {@code a=crypto} lines and what of them is offered and answered. Pure; any thread.
 * The signalling that carries them must be protected: whoever reads it can decrypt the media.
 */
@NullMarked
package io.tandem.relay.sdes;

import org.jspecify.annotations.NullMarked;
