/** Keys the caller presses: telephone events (RFC 4733) and INFO bodies. Pure. Used by {@code media} and {@code session}. */
@NullMarked
package io.tandem.appserver.dtmf;

import org.jspecify.annotations.NullMarked;
