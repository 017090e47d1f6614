/**
 * Who may use the API: {@link io.tandem.provisioning.security.SecurityFilters} lists the filters in their order. Client certificate first, then
 * HTTP Basic with the realm that existing clients answer to ({@code provisioning.md} §1.7).
 */
@NullMarked
package io.tandem.provisioning.security;

import org.jspecify.annotations.NullMarked;
