/** The tandem command. */
@NullMarked
package io.tandem.cli;

import org.jspecify.annotations.NullMarked;
