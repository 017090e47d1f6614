/** In which period a pair of nodes is, in the database: keeps a node that has lost its role from writing (ha.md §3). Read
 * {@link io.tandem.data.epoch.PairEpoch}. */
@NullMarked
package io.tandem.data.epoch;

import org.jspecify.annotations.NullMarked;
