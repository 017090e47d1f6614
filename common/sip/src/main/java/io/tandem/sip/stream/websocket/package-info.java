/** SIP over WebSocket (RFC 7118, RFC 6455): the upgrade with its checks, and one SIP message per WebSocket message. */
@NullMarked
package io.tandem.sip.stream.websocket;

import org.jspecify.annotations.NullMarked;
