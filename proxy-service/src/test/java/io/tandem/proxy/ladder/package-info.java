/** Calls and registrations through the whole core of the proxy, message by message, with a clock that stands still. */
@NullMarked
package io.tandem.proxy.ladder;

import org.jspecify.annotations.NullMarked;
