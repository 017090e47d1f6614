/** The control port of the proxy, TCP 8000: who is registered, what is going on, and the reload commands that provisioning sends. */
@NullMarked
package io.tandem.proxy.control;

import org.jspecify.annotations.NullMarked;
