/** Whom the load balancers keep out, and letting him in again ({@code provisioning.md} §1.13, §1.9). */
@NullMarked
package io.tandem.provisioning.ban;

import org.jspecify.annotations.NullMarked;
