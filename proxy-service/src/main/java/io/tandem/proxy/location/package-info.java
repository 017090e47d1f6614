/** Bindings in Redis and the way to a registered contact. */
@NullMarked
package io.tandem.proxy.location;

import org.jspecify.annotations.NullMarked;
