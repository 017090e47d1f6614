/** Framing of SIP messages in a byte stream (RFC 3261 §18.3). Pure: bytes in, offsets out. */
@NullMarked
package io.tandem.sip.stream.frame;

import org.jspecify.annotations.NullMarked;
