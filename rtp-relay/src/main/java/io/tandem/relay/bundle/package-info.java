/**
 * BUNDLE (RFC 9143): media lines of a party that share one transport, which is one pair of ports, one ICE agent and one DTLS association. The first
 * line of a group carries the others; each keeps its stream, codecs and figures, and either party has its own arrangement. Control thread only.
 */
@NullMarked
package io.tandem.relay.bundle;

import org.jspecify.annotations.NullMarked;
