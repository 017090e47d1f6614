/** Who is in a call (signalling.md §6.3): subscriptions (RFC 6665) to dialogs (RFC 4235) and to the appearances of shared lines, in memory. Event loop only,
 * but for the counts. */
@NullMarked
package io.tandem.proxy.presence;

import org.jspecify.annotations.NullMarked;
