/**
 * The option grammar of the ng protocol (signalling.md §5.4): the many spellings of a request brought to one, and which options this relay
 * acts on. Pure; any thread.
 */
@NullMarked
package io.tandem.relay.option;

import org.jspecify.annotations.NullMarked;
