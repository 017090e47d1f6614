/**
 * SIP over UDP (RFC 3261 §18, keep-alives of RFC 5626 §3.5.1): bytes in, messages out, on the service's event loop.
 *
 * <p>UDP runs on {@code io.tandem.net}; streams have a package of their own, {@code io.tandem.sip.stream}. Nothing here knows transactions, dialogs or routes.
 */
@NullMarked
package io.tandem.sip.transport;

import org.jspecify.annotations.NullMarked;
