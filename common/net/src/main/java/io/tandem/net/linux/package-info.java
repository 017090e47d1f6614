/**
 * Linux system calls and the structures they want (socket(7), epoll(7), recvmmsg(2), sendmmsg(2)), without allocation once running.
 *
 * <p>Layouts are those of 64-bit little-endian Linux (x86_64, aarch64). Used by {@code io.tandem.net} only.
 */
@NullMarked
package io.tandem.net.linux;

import org.jspecify.annotations.NullMarked;
