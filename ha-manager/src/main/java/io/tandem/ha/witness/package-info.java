/** The third vote of pairs, on a host of its own: for sites that exclude two active nodes in each and every case (ha.md §3). */
@NullMarked
package io.tandem.ha.witness;

import org.jspecify.annotations.NullMarked;
