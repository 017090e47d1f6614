/** The SIP edge, stateless. */
@NullMarked
package io.tandem.lb;

import org.jspecify.annotations.NullMarked;
