/** TCP connections of an event loop. */
@NullMarked
package io.tandem.net.stream;

import org.jspecify.annotations.NullMarked;
