/**
 * Calls survive their relay (signalling.md §5.13): the active one writes to the pair's Redis what makes a call, a standby one keeps every call
 * as a hot shadow. Commands are repeated by the shadow with the choices that the active relay made; what packets taught (addresses, keys,
 * indexes, figures) follows within a second. Control thread, but for what says media loop.
 */
@NullMarked
package io.tandem.relay.replica;

import org.jspecify.annotations.NullMarked;
