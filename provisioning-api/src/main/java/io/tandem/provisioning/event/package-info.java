/**
 * What happened in the system, as rows that are written in the transaction that made it happen. {@code webhook} delivers them, the event stream
 * shows them while they happen.
 */
@NullMarked
package io.tandem.provisioning.event;

import org.jspecify.annotations.NullMarked;
