/** Session timers, of each leg its own (RFC 4028; signalling.md §3.4): what the headers say, when a refresh is due. Loop thread. */
@NullMarked
package io.tandem.b2bua.refresh;

import org.jspecify.annotations.NullMarked;
