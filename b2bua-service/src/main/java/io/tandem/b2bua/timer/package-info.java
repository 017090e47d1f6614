/** What happens when nothing happens: repeated answers, calls too long, a loop that lags (RFC 3261 §13.3.1.4, signalling.md §3.4, §3.5). Loop thread. */
@NullMarked
package io.tandem.b2bua.timer;

import org.jspecify.annotations.NullMarked;
