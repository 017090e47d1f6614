/** Unix socket on which the HA manager answers {@link io.tandem.ha.client.HaClient}. */
@NullMarked
package io.tandem.ha.control;

import org.jspecify.annotations.NullMarked;
