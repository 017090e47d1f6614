/**
 * Carriers of the ng protocol and of the console beside UDP: TCP, HTTP, WebSocket (signalling.md §5.1, §5.15). Netty threads carry, the control
 * loop does the work; a connection has one command in work at a time. Who reaches these ports can divert calls, so they stay on loopback unless
 * configured otherwise, and web pages are refused.
 */
@NullMarked
package io.tandem.relay.control.stream;

import org.jspecify.annotations.NullMarked;
