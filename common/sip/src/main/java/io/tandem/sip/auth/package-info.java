/**
 * Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760): challenges with nonces that every node can check, credentials as clients really
 * send them, verification, and the client side. Pure but for the clock that {@link io.tandem.sip.auth.Nonces} is given. For LB (syntax),
 * proxy (401, 407), B2BUA and phones (client side).
 */
@NullMarked
package io.tandem.sip.auth;

import org.jspecify.annotations.NullMarked;
