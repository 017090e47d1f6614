/** What every service shares: start-up, health, metrics, role, clock. */
@NullMarked
package io.tandem.platform;

import org.jspecify.annotations.NullMarked;
