/** What INFO requests carry (RFC 6086; the older forms without an Info-Package). Pure. */
@NullMarked
package io.tandem.sip.info;

import org.jspecify.annotations.NullMarked;
