/** Parties of calls that a service makes with itself. */
@NullMarked
package io.tandem.sip.rehearsal;

import org.jspecify.annotations.NullMarked;
