/** Conference rooms (signalling.md §3.9): who is let in, and the mix that each participant hears. All on the event loop, one clock for all rooms. */
@NullMarked
package io.tandem.appserver.conference;

import org.jspecify.annotations.NullMarked;
