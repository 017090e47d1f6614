/**
 * The conventions of REST API v1, once for all resources: media types, HAL, paging links, {@code Prefer}, JSON Patch, OPTIONS, errors
 * ({@code wire-contract.md} §1, {@code provisioning.md} §1.1-1.6). {@link io.tandem.provisioning.rest.Api} is a function from {@link
 * io.tandem.provisioning.message.Request} to {@link io.tandem.provisioning.message.Reply}; only {@link
 * io.tandem.provisioning.rest.ApiServlet} knows a web server.
 */
@NullMarked
package io.tandem.provisioning.rest;

import org.jspecify.annotations.NullMarked;
