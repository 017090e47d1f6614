/** Call queues (signalling.md §3.10): calls to subscribers who are busy wait in the app server, and are made when it is their turn. */
@NullMarked
package io.tandem.proxy.queue;

import org.jspecify.annotations.NullMarked;
