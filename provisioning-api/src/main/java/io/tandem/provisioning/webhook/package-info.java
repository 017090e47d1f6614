/** Events to the HTTP servers of others: who wants which, deliveries in order until they are taken, replay. */
@NullMarked
package io.tandem.provisioning.webhook;

import org.jspecify.annotations.NullMarked;
