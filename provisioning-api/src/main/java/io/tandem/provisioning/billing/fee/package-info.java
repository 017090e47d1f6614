/** What calls cost: zones and fees of billing profiles, and what they were when a call was priced ({@code provisioning.md} §5.3). */
@NullMarked
package io.tandem.provisioning.billing.fee;

import org.jspecify.annotations.NullMarked;
