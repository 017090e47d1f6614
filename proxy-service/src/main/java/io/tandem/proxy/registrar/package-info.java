/** Registrar (RFC 3261 §10.3, RFC 3327, RFC 5626): which bindings a REGISTER makes, replaces and removes. */
@NullMarked
package io.tandem.proxy.registrar;

import org.jspecify.annotations.NullMarked;
