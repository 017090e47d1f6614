/** The way out: where a message goes (RFC 3261 §8.1.2, §12.2.1.1) and what becomes of it. Called by calls and bridges on the loop thread. */
@NullMarked
package io.tandem.b2bua.outlet;

import org.jspecify.annotations.NullMarked;
