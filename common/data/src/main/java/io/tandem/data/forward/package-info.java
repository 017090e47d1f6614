/** Call forwards as they are stored: which calls of a subscriber go where. */
@NullMarked
package io.tandem.data.forward;

import org.jspecify.annotations.NullMarked;
