/**
 * The way of a packet: an engine takes it from a port, {@link io.tandem.relay.pipeline.RelayPipeline} decides, the engine sends it from
 * another port.
 * Everything mutable here belongs to one media loop thread; other threads hand it tasks. No allocation, lock or blocking call per packet.
 */
@NullMarked
package io.tandem.relay.pipeline;

import org.jspecify.annotations.NullMarked;
