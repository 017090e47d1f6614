/** One call: two legs, from the INVITE to the last BYE (signalling.md §3.2). Read {@link io.tandem.b2bua.call.CallPlan}, what an INVITE passes; then
 * {@link io.tandem.b2bua.call.Call}, which does what the machines of package leg decide; then {@link io.tandem.b2bua.call.CallServer}, where messages
 * come in. Loop thread, Spring wires from outside. */
@NullMarked
package io.tandem.b2bua.call;

import org.jspecify.annotations.NullMarked;
