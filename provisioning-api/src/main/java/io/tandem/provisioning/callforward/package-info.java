/**
 * Call forwards (provisioning.md §1.13, §1.14; signalling.md §2.12): sets of destinations, times, callers and dialled numbers, the mappings that
 * tie them to a type, and the simple form that hides both.
 */
@NullMarked
package io.tandem.provisioning.callforward;

import org.jspecify.annotations.NullMarked;
