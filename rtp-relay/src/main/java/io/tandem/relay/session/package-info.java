/**
 * Calls and what offers and answers do to them (RFC 3264): parties by tag, a stream per media line, a leg with a port pair per party.
 * Control thread only; the packet path is changed by tasks handed to the call's media loop.
 */
@NullMarked
package io.tandem.relay.session;

import org.jspecify.annotations.NullMarked;
