/** What the crash recovery of a node's database may do; see {@code docs/adr/0010-crash-recovery-of-a-pair.md}. */
@NullMarked
package io.tandem.ha.recovery;

import org.jspecify.annotations.NullMarked;
