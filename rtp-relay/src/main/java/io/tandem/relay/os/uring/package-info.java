/**
 * The queues of one io_uring(7): raw entries and buffers, no meaning. Loop thread of {@code pipeline} only.
 */
@NullMarked
package io.tandem.relay.os.uring;

import org.jspecify.annotations.NullMarked;
