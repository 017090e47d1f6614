/**
 * What a relay chooses by itself while it carries out a command: ports, keys, credentials. A shadow that repeats the command is given the
 * same choices, and so comes to the same state. Knows nothing else of the relay. Control thread.
 */
@NullMarked
package io.tandem.relay.choice;

import org.jspecify.annotations.NullMarked;
