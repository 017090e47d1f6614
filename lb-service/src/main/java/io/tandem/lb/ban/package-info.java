/**
 * Who is kept out: bans of source addresses, in tables of fixed size (signalling.md §1.4).
 *
 * <p>Used by {@code screen}, {@code account} and {@code guard}, on the loop thread.
 */
@NullMarked
package io.tandem.lb.ban;

import org.jspecify.annotations.NullMarked;
