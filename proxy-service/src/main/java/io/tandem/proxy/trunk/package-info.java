/** Peers that want a password: their challenges are answered here, on leg B, where nobody else can (RFC 3261 §22). */
@NullMarked
package io.tandem.proxy.trunk;

import org.jspecify.annotations.NullMarked;
