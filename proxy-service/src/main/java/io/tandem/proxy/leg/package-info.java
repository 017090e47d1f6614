/** The two passes of a call through the proxy: leg A from the caller to the B2BUA, leg B from there to the phones, and requests inside
 * their dialogs. */
@NullMarked
package io.tandem.proxy.leg;

import org.jspecify.annotations.NullMarked;
