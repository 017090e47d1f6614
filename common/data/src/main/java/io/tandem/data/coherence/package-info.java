/** Reads on demand for caches that the change feed keeps coherent. */
@NullMarked
package io.tandem.data.coherence;

import org.jspecify.annotations.NullMarked;
