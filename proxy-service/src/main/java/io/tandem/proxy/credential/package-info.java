/** Certificates of those who sign calls: fetched from where a call says they are, and trusted if an anchor vouches for them (RFC 8226). */
@NullMarked
package io.tandem.proxy.credential;

import org.jspecify.annotations.NullMarked;
