/** What customers' calls cost in a day and in a month, and what happens when that passes their limit ({@code provisioning.md} §5.6). */
@NullMarked
package io.tandem.billing.fraud;

import org.jspecify.annotations.NullMarked;
