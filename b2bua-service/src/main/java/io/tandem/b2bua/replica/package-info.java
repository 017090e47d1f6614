/** Established calls where the other node of the pair finds them: written before the caller hears the 200 OK, read at a take-over (ha.md §7). Read
 * {@link io.tandem.b2bua.replica.CallReplica}. Loop thread only. */
@NullMarked
package io.tandem.b2bua.replica;

import org.jspecify.annotations.NullMarked;
