/** What customers have spent. */
@NullMarked
package io.tandem.provisioning.billing.cost;

import org.jspecify.annotations.NullMarked;
