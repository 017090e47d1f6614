/**
 * Structured reading of rare headers on demand (RFC 3262, 3326, 3515, 3891, 4028, 6665). The one package that touches {@code javax.sip}:
 * JAIN-SIP's header parsers do the work behind a guard, and nothing of them shows in the API. Never on a path every message takes.
 */
@NullMarked
package io.tandem.sip.typed;

import org.jspecify.annotations.NullMarked;
