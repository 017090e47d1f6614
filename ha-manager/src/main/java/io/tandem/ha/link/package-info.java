/** Heartbeats between the nodes over several independent links (ha.md §3); any one that works is enough. */
@NullMarked
package io.tandem.ha.link;

import org.jspecify.annotations.NullMarked;
