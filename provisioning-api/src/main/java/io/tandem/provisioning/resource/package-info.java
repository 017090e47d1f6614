/**
 * What a resource of the REST API is, without HTTP and without SQL: its declaration (fields, filters, links), its items, the loose typing of what
 * clients send, and the errors they get. Resource groups and {@code table} build on it; {@code rest} serves it. Depends on
 * {@code access} alone.
 */
@NullMarked
package io.tandem.provisioning.resource;

import org.jspecify.annotations.NullMarked;
