/** Checks of settings. */
@NullMarked
package io.tandem.platform.settings;

import org.jspecify.annotations.NullMarked;
