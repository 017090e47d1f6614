/**
 * Guessing of passwords (signalling.md §1.5): the proxies authenticate and report, the load balancer counts and refuses. By account and source, so that
 * nobody can lock another out. Constant memory, loop thread.
 */
@NullMarked
package io.tandem.lb.account;

import org.jspecify.annotations.NullMarked;
