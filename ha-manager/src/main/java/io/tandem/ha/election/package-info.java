/** Who is active: the role of this node as a pure state machine, and its epoch on disk (ha.md, invariants 2 and 3). */
@NullMarked
package io.tandem.ha.election;

import org.jspecify.annotations.NullMarked;
