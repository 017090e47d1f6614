/** How others talk to this node's HA manager: the {@code tandem} command, scripts, services. No Spring. */
@NullMarked
package io.tandem.ha.client;

import org.jspecify.annotations.NullMarked;
