/**
 * One SIP message over immutable bytes (RFC 3261 §7, §25): an index of header positions made in one pass, parts read lazily,
 * edits recorded and written out by gathering slices. Everything that is not edited leaves byte for byte as it came.
 * {@link io.tandem.sip.message.MessageCheck} decides whether a message that could be read also makes sense.
 * Pure code without threads or sockets; any module may use it.
 */
@NullMarked
package io.tandem.sip.message;

import org.jspecify.annotations.NullMarked;
