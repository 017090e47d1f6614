/** Who calls: the authenticated subscriber behind a request. */
@NullMarked
package io.tandem.proxy.caller;

import org.jspecify.annotations.NullMarked;
