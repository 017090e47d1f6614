/** Calls that nobody dialled at his phone: click-to-dial and the new call of a transfer (RFC 3725, RFC 5589; signalling.md §3.7). Read
 * {@link io.tandem.b2bua.leg.Junction}, then {@link io.tandem.b2bua.thirdparty.ThirdPartyCall}. Loop thread. */
@NullMarked
package io.tandem.b2bua.thirdparty;

import org.jspecify.annotations.NullMarked;
