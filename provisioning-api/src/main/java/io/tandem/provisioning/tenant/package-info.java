/** Tenants and what calls of their customers cost: the resources {@code resellers} and {@code billingprofiles}. */
@NullMarked
package io.tandem.provisioning.tenant;

import org.jspecify.annotations.NullMarked;
