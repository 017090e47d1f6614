/** TLS of the SIP stream transport: certificates by server name, reloaded while running; BoringSSL where it loads, the JDK's TLS elsewhere. */
@NullMarked
package io.tandem.sip.stream.tls;

import org.jspecify.annotations.NullMarked;
