/** How a caller is shown to the callee: From and P-Asserted-Identity (RFC 3325) of the second leg. */
@NullMarked
package io.tandem.proxy.identity;

import org.jspecify.annotations.NullMarked;
