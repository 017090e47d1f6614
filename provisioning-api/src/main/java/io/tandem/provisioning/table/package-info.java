/**
 * Resources in MySQL: declared columns become select, filter, order and page; writes go into one transaction with their change-log row (ADR 0003).
 * SQL text is made of constants only, values are always bound.
 */
@NullMarked
package io.tandem.provisioning.table;

import org.jspecify.annotations.NullMarked;
