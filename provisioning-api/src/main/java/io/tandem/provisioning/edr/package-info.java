/** What subscribers got and lost, for billing beside calls: the resource {@code events} (provisioning.md §5.9). */
@NullMarked
package io.tandem.provisioning.edr;

import org.jspecify.annotations.NullMarked;
