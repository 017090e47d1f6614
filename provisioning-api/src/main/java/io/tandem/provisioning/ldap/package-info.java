/** Administrators whose passwords are kept in an LDAP directory ({@code provisioning.md} §1.7, {@code auth_mode=ldap}). No HTTP and no SQL here. */
@NullMarked
package io.tandem.provisioning.ldap;

import org.jspecify.annotations.NullMarked;
