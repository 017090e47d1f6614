/** Administrators' client certificates: the resource {@code admincerts}. */
@NullMarked
package io.tandem.provisioning.admin;

import org.jspecify.annotations.NullMarked;
