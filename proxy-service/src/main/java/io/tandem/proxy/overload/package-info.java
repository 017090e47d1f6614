/** Early refusal of new work (RFC 3261 §21.5.4, RFC 6357). */
@NullMarked
package io.tandem.proxy.overload;

import org.jspecify.annotations.NullMarked;
