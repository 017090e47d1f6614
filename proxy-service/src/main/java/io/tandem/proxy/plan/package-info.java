/** The plan of a call: one ordered list of steps (signalling.md §2.4), each a decision over immutable records, and the trace of what they said. */
@NullMarked
package io.tandem.proxy.plan;

import org.jspecify.annotations.NullMarked;
