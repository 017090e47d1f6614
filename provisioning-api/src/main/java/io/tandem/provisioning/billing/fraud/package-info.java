/** Limits of what customers may spend in a day or a month, and when they were passed ({@code provisioning.md} §5.6). */
@NullMarked
package io.tandem.provisioning.billing.fraud;

import org.jspecify.annotations.NullMarked;
