/** How a write request is carried out: one transaction, alone on its item, once per idempotency key, with all that listens to writes inside it. */
@NullMarked
package io.tandem.provisioning.write;

import org.jspecify.annotations.NullMarked;
