/** When something holds: time sets of call forwards, NCOS levels and peering groups, and the time zones in which they are read. */
@NullMarked
package io.tandem.data.timeset;

import org.jspecify.annotations.NullMarked;
