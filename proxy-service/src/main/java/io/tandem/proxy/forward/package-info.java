/** What makes a forward of a failed call, and the limits of forwarding (signalling.md §2.12). */
@NullMarked
package io.tandem.proxy.forward;

import org.jspecify.annotations.NullMarked;
