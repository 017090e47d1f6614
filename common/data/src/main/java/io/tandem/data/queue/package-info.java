/** Calls that wait for a busy subscriber (signalling.md §3.10), as all proxies and app servers see them: in the central Redis. */
@NullMarked
package io.tandem.data.queue;

import org.jspecify.annotations.NullMarked;
