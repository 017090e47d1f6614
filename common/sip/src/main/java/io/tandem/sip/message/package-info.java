/** SIP messages as immutable bytes with an index of header positions and recorded edits (RFC 3261 §7). */
@NullMarked
package io.tandem.sip.message;

import org.jspecify.annotations.NullMarked;
