/** Who may call whom: locks, addresses, User-Agents, block lists, NCOS (signalling.md §2.8, §2.10, §2.11). Pure decisions. */
@NullMarked
package io.tandem.proxy.screen;

import org.jspecify.annotations.NullMarked;
