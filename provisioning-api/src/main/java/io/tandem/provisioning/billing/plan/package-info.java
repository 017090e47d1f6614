/** Networks that calls come from, and packages of billing profiles ({@code provisioning.md} §5.7). */
@NullMarked
package io.tandem.provisioning.billing.plan;

import org.jspecify.annotations.NullMarked;
