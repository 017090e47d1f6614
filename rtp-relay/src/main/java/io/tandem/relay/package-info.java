/**
 * Media relay: carries RTP between the two parties of a call and is told what to do by the ng protocol (signalling.md §5).
 *
 * <p>Reading order: {@code control} takes commands, {@code session} knows calls, {@code sdp} writes descriptions, {@code port} hands
 * out ports, {@code pipeline} moves packets, {@code latch} learns where to, {@code rtcp} measures, {@code os} talks to Linux,
 * {@code wire} is the encoding.
 * This package wires them: {@link io.tandem.relay.RelayNode} without Spring, {@link io.tandem.relay.RtpRelay} with it.
 */
@NullMarked
package io.tandem.relay;

import org.jspecify.annotations.NullMarked;
