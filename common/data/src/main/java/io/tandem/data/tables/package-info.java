/** What calls read beside subscribers: rewrite rules, restrictions, peers, ported numbers, preferences of resellers. Cached, and coherent by the
 * change feed. */
@NullMarked
package io.tandem.data.tables;

import org.jspecify.annotations.NullMarked;
