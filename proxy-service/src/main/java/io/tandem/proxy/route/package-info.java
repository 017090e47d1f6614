/** Where a request goes: request classes, the request plan and loose routing (RFC 3261 §16). */
@NullMarked
package io.tandem.proxy.route;

import org.jspecify.annotations.NullMarked;
