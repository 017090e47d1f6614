/**
 * One RTP stream with the caller (RFC 3550, RFC 3551): ports, sending at the pace of the clock, receiving, telephone events. All on the event
 * loop. Used by {@code session}.
 */
@NullMarked
package io.tandem.appserver.media;

import org.jspecify.annotations.NullMarked;
