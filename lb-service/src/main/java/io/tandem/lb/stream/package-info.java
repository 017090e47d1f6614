/** Stream sockets of the load balancer, TCP, TLS and WebSocket, as they are configured and controlled; the transport itself is {@code io.tandem.sip.stream}. */
@NullMarked
package io.tandem.lb.stream;

import org.jspecify.annotations.NullMarked;
