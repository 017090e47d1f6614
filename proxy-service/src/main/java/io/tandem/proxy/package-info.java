/** Registrar and stateful call routing. */
@NullMarked
package io.tandem.proxy;

import org.jspecify.annotations.NullMarked;
