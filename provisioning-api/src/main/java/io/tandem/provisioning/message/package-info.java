/**
 * Requests and replies below {@code /api/} as values, their media types and bodies: JSON, JSON Patch, files, forms of several parts, CSV, errors.
 * Knows no web server and no resource's rules.
 */
@NullMarked
package io.tandem.provisioning.message;

import org.jspecify.annotations.NullMarked;
