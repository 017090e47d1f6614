/** Call queues (signalling.md §3.10): callers wait for a busy subscriber, and hear where they are in the queue. */
@NullMarked
package io.tandem.appserver.queue;

import org.jspecify.annotations.NullMarked;
