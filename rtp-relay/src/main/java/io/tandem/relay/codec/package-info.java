/**
 * Which codecs each party of a media line is told of, and what becomes of the packets it sends (signalling.md §5.4 codec rows, §5.8; RFC 3264).
 * Pure: descriptions in, descriptions and plans out. Control thread.
 */
@NullMarked
package io.tandem.relay.codec;

import org.jspecify.annotations.NullMarked;
