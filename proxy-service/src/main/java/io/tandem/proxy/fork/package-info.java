/** Parallel forking and the choice of the final response (RFC 3261 §16.7). Pure decisions. */
@NullMarked
package io.tandem.proxy.fork;

import org.jspecify.annotations.NullMarked;
