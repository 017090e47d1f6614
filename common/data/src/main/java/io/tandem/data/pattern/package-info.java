/** Regular expressions that operators provision, for rewrite rules, restrictions, peering and header rules. */
@NullMarked
package io.tandem.data.pattern;

import org.jspecify.annotations.NullMarked;
