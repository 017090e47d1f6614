/**
 * The event loop of every signalling and media process: one thread, UDP sockets, timers.
 *
 * <p>On Linux the loop is epoll with recvmmsg and sendmmsg through {@code java.lang.foreign}; elsewhere, or where native access is
 * denied, java.nio. Both keep one contract, proved by one test. May be used by everybody; must not use Spring.
 */
@NullMarked
package io.tandem.net;

import org.jspecify.annotations.NullMarked;
