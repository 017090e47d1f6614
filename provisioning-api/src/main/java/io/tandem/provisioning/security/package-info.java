/**
 * Who is let in, request by request: {@link io.tandem.provisioning.security.SecurityFilters} lists the filters in their order. Client certificate,
 * web token, HTTP Basic in the realm of the port ({@code provisioning.md} §1.7); what is known of accounts is in {@code login}.
 */
@NullMarked
package io.tandem.provisioning.security;

import org.jspecify.annotations.NullMarked;
