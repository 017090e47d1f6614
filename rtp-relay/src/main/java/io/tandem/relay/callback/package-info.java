/**
 * Tells a controller of calls that the relay has ended by itself (signalling.md §5.10), so that it ends their signalling too.
 */
@NullMarked
package io.tandem.relay.callback;

import org.jspecify.annotations.NullMarked;
