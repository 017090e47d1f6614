/**
 * One media line between two parties: a port pair for each, and the concerns that read its attributes, write them for the other party and
 * put processors on the ports (RFC 3264, RFC 8866). Control thread only; the packet path is changed by tasks handed to the media loop.
 *
 * <p>To add a concern, such as keys, ICE or codecs: implement {@link io.tandem.relay.stream.StreamConcern} in a package of its own and name it
 * in {@code session.StreamConcerns}.
 */
@NullMarked
package io.tandem.relay.stream;

import org.jspecify.annotations.NullMarked;
