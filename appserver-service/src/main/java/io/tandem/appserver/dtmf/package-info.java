/** Keys the caller presses: telephone events (RFC 4733). Pure. Used by {@code media} and {@code session}. */
@NullMarked
package io.tandem.appserver.dtmf;

import org.jspecify.annotations.NullMarked;
