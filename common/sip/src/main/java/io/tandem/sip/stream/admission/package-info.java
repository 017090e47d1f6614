/** Who may open connections, how many and how fast, and when a connection is looked at again. Bounded memory, whoever comes. */
@NullMarked
package io.tandem.sip.stream.admission;

import org.jspecify.annotations.NullMarked;
