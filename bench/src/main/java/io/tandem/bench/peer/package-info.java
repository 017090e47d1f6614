/** What this system is measured against where no packaged server exists. */
@NullMarked
package io.tandem.bench.peer;

import org.jspecify.annotations.NullMarked;
