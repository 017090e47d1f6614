/** Values that need no type to be sent: what control commands and the management port tell. */
@NullMarked
package io.tandem.platform.plain;

import org.jspecify.annotations.NullMarked;
