/** Who may do what with a resource, and whose rows he may touch ({@code provisioning.md} §1.8), without HTTP and SQL. Depends on nothing of Tandem. */
@NullMarked
package io.tandem.provisioning.access;

import org.jspecify.annotations.NullMarked;
