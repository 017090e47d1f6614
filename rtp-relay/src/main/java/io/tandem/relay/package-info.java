/**
 * Media relay: carries RTP between the two parties of a call and is told what to do by the ng protocol (signalling.md §5).
 *
 * <p>Reading order: {@code control} takes commands, {@code option} reads their options, {@code session} knows calls, {@code stream} their media
 * lines, {@code attribute} what each attribute means, {@code sdp} writes descriptions, {@code port} hands out ports, {@code pipeline} moves
 * packets, {@code filter} leaves some out, {@code latch} learns where to, {@code rtcp} measures, {@code report} tells, {@code callback} tells the
 * controller, {@code os} talks to Linux, {@code wire} is the encoding.
 * This package wires them: {@link io.tandem.relay.RelayNode} without Spring, {@link io.tandem.relay.RtpRelay} with it.
 */
@NullMarked
package io.tandem.relay;

import org.jspecify.annotations.NullMarked;
