/** Who vouches for a caller's number: PASSporTs in Identity headers (RFC 8224, RFC 8225), of SHAKEN (RFC 8588) and of forwards (RFC 8946). */
@NullMarked
package io.tandem.proxy.stir;

import org.jspecify.annotations.NullMarked;
