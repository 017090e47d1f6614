/** Telephone numbers and who has them: the resource {@code numbers}. */
@NullMarked
package io.tandem.provisioning.number;

import org.jspecify.annotations.NullMarked;
