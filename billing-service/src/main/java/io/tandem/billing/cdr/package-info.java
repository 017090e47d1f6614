/** The call detail record: what it holds, and how it is written. Mediation makes them, rating will price them. */
@NullMarked
package io.tandem.billing.cdr;

import org.jspecify.annotations.NullMarked;
