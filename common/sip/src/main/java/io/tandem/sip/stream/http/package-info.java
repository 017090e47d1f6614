/** HTTP on a socket of the SIP transport: control commands on the internal one. HTTP/1.1 by Netty; what is served is the endpoint's matter. */
@NullMarked
package io.tandem.sip.stream.http;

import org.jspecify.annotations.NullMarked;
