/** Who pays: the resources {@code contracts} (peering partners, resellers) and {@code customers}, and the billing profile each has. */
@NullMarked
package io.tandem.provisioning.contract;

import org.jspecify.annotations.NullMarked;
