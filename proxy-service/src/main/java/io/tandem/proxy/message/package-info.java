/** SIP MESSAGE between subscribers (RFC 3428): who may send, to which phones, and what is kept for phones that are not there. */
@NullMarked
package io.tandem.proxy.message;

import org.jspecify.annotations.NullMarked;
