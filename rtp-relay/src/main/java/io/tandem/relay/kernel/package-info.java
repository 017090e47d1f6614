/**
 * Media that needs nothing of user space goes through the kernel: what a flow is, and why a stream is not one (signalling.md §5.14).
 * How the kernel is told is in {@code kernel.bpf} and {@code kernel.nft}; when, in {@code offload}. Knows nothing of sessions and ports.
 */
@NullMarked
package io.tandem.relay.kernel;

import org.jspecify.annotations.NullMarked;
