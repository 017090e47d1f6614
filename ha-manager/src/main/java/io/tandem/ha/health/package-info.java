/** Whether the services of this node work: if not, the peer is the better one (ha.md §4 row 18). Read {@link io.tandem.ha.health.Failures}. */
@NullMarked
package io.tandem.ha.health;

import org.jspecify.annotations.NullMarked;
