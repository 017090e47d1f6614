/**
 * Resources whose items are rows of one table, which are most: a {@link io.tandem.provisioning.row.RowPlan} says which table, which rules a write
 * must meet, and who is told of it; {@link io.tandem.provisioning.row.RowResource} does the rest.
 */
@NullMarked
package io.tandem.provisioning.row;

import org.jspecify.annotations.NullMarked;
