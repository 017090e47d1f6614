/** The audit trail: who wrote what when, in the transaction of the write. */
@NullMarked
package io.tandem.provisioning.journal;

import org.jspecify.annotations.NullMarked;
