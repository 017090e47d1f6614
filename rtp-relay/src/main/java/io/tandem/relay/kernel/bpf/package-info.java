/**
 * The kernel path by eBPF: a program of our own at the tc ingress of each media device, assembled here as instructions and loaded by bpf(2)
 * through java.lang.foreign: no compiler, no library, no module. 64-bit little-endian Linux from 5.10.
 */
@NullMarked
package io.tandem.relay.kernel.bpf;

import org.jspecify.annotations.NullMarked;
