/**
 * The Linux system calls of the HA manager, through java.lang.foreign (ha.md §1): raw, packet and netlink sockets, poll(2), the real-time scheduler. Layouts
 * are those of 64-bit little-endian Linux (x86_64, aarch64).
 */
@NullMarked
package io.tandem.ha.linux;

import org.jspecify.annotations.NullMarked;
