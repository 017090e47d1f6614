/** Mediation, rating, balances, export. */
@NullMarked
package io.tandem.billing;

import org.jspecify.annotations.NullMarked;
