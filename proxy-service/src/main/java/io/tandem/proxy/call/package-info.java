/** Running requests: forwarded transactions, their responses in order, calls in progress. */
@NullMarked
package io.tandem.proxy.call;

import org.jspecify.annotations.NullMarked;
