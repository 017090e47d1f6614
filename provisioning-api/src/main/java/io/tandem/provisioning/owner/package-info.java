/** What resources share whose rows belong to a subscriber: whose they are, who sees them, and how they are written. */
@NullMarked
package io.tandem.provisioning.owner;

import org.jspecify.annotations.NullMarked;
