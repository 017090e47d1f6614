/** Requests within a call, carried from one dialog to the other and back (RFC 3261 §12.2, §14; RFC 3262; RFC 3311; RFC 6086). The call owns a bridge
 * for each early or confirmed dialog of its callee leg. Loop thread only. */
@NullMarked
package io.tandem.b2bua.bridge;

import org.jspecify.annotations.NullMarked;
