/** Which numbers may be called: the resources {@code ncoslevels}, {@code ncospatterns}, {@code ncoslnpcarriers}, {@code ncoslnppatterns},
 * {@code ncossets}, {@code ncossetlevels} (§2.11). */
@NullMarked
package io.tandem.provisioning.restriction;

import org.jspecify.annotations.NullMarked;
