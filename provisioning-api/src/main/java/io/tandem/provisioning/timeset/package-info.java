/** When something holds: the resource {@code timesets}, periods that recur as in iCalendar (RFC 5545 §3.3.10). */
@NullMarked
package io.tandem.provisioning.timeset;

import org.jspecify.annotations.NullMarked;
