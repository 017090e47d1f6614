/** Parallel calls and their limits (signalling.md §2.7): counters in Redis, which all proxies share, and what each call counts in. */
@NullMarked
package io.tandem.proxy.ledger;

import org.jspecify.annotations.NullMarked;
