/** The pure machines of a call: state and event in, state and commands out (RFC 3261 §9, §13-15; RFC 3262; RFC 3264; RFC 3311). No message, socket or clock. */
@NullMarked
package io.tandem.b2bua.leg;

import org.jspecify.annotations.NullMarked;
