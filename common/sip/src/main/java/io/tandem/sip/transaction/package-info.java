/**
 * The four transaction machines of RFC 3261 §17 with RFC 6026 (Accepted states, timers L and M) and RFC 4320 (non-INVITE), a class each.
 *
 * <p>Each machine is a pure table ({@code on(state, event)}) and a thin runner that carries out what the table says. Everything runs on one
 * event loop, without a lock. Read in the order {@link io.tandem.sip.transaction.TransactionLayer}, one machine, {@code Step}. Services call
 * the layer; nobody but the layer makes machines.
 */
@NullMarked
package io.tandem.sip.transaction;

import org.jspecify.annotations.NullMarked;
