/** States of registrations for those who watch them (RFC 3680): what the registration log says of watched addresses-of-record, compared with what is
 * registered. Presence makes NOTIFYs of it. */
@NullMarked
package io.tandem.proxy.regevent;

import org.jspecify.annotations.NullMarked;
