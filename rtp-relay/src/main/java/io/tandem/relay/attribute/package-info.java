/**
 * The attributes of a media line, a class a concern: what each reads, and what it writes for the other party (signalling.md §5.3, §5.4).
 * Control thread; called through {@link io.tandem.relay.stream.StreamConcern}.
 */
@NullMarked
package io.tandem.relay.attribute;

import org.jspecify.annotations.NullMarked;
