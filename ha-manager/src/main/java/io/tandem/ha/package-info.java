/** Group communication and resource manager of a node pair. */
@NullMarked
package io.tandem.ha;

import org.jspecify.annotations.NullMarked;
