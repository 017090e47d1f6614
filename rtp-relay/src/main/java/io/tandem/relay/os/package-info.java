/**
 * What the relay asks of Linux: datagram sockets, epoll(7), io_uring(7) and netlink(7) through java.lang.foreign, and socket addresses as the
 * kernel writes them. Only {@code port}, {@code pipeline} and {@code kernel} make system calls; {@link io.tandem.relay.os.Endpoint} is for everybody.
 * 64-bit little-endian Linux.
 */
@NullMarked
package io.tandem.relay.os;

import org.jspecify.annotations.NullMarked;
