/** UDP engine, event loop and timers. No SIP, no Spring. */
@NullMarked
package io.tandem.net;

import org.jspecify.annotations.NullMarked;
