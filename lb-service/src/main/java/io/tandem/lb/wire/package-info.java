/**
 * SIP messages as bytes: one reused index of a received message, views of its Via, URI and name-addr values, and a list of edits that are
 * written out by slices. Nothing here makes an object while a message passes. One thread each.
 *
 * <p>What is read and what is refused is exactly what {@code io.tandem.sip.message} reads and refuses.
 */
@NullMarked
package io.tandem.lb.wire;

import org.jspecify.annotations.NullMarked;
