/** The {@code tandem} command: an operator's and a developer's one entry. */
@NullMarked
package io.tandem.cli;

import org.jspecify.annotations.NullMarked;
