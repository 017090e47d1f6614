/** Netty's threads and TCP sockets with the options that SIP wants. */
@NullMarked
package io.tandem.sip.stream.socket;

import org.jspecify.annotations.NullMarked;
