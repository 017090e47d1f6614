/** Read-only picture of subscribers and domains for call routing: immutable records, cached, never blocking the caller. */
@NullMarked
package io.tandem.data.snapshot;

import org.jspecify.annotations.NullMarked;
