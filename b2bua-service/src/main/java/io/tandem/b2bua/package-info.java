/** Back-to-back user agent: two dialogs instead of one, so that neither party learns of the other's path (RFC 3261 §6, signalling.md §3).
 * One event loop runs every call; Spring starts and configures and is not on the message path. */
@NullMarked
package io.tandem.b2bua;

import org.jspecify.annotations.NullMarked;
