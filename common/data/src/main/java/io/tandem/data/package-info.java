/** Entities and migrations of the provisioning schema, the read-only subscriber snapshot, change feed, Redis keys. */
@NullMarked
package io.tandem.data;

import org.jspecify.annotations.NullMarked;
