/**
 * When a stream moves into the kernel and when it comes back: it moves in once nothing needs user space and both ends are learnt, it is
 * pulled before anything of that changes. Counters come back once a second. Media loop only.
 */
@NullMarked
package io.tandem.relay.offload;

import org.jspecify.annotations.NullMarked;
