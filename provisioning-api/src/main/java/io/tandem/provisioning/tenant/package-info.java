/** Resellers and billing profiles, read only: reseller 1 and billing profile 1 exist after installation and other resources refer to them. */
@NullMarked
package io.tandem.provisioning.tenant;

import org.jspecify.annotations.NullMarked;
