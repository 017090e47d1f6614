/** Where a customer's subscribers call from: the resource {@code customerlocations}, and the networks that tell one location from another. */
@NullMarked
package io.tandem.provisioning.location;

import org.jspecify.annotations.NullMarked;
