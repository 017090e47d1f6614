/** Start, stop and failed-call records: a local journal first, then table accounting.acc in batches. */
@NullMarked
package io.tandem.proxy.accounting;

import org.jspecify.annotations.NullMarked;
