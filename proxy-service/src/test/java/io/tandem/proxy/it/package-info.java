/** The proxy as a service, with real MySQL, Redis and sockets. */
@NullMarked
package io.tandem.proxy.it;

import org.jspecify.annotations.NullMarked;
