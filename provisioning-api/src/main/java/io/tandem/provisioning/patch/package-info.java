/** JSON Patch (RFC 6902) with the extensions and error texts of REST API v1. Knows JSON, no resource. */
@NullMarked
package io.tandem.provisioning.patch;

import org.jspecify.annotations.NullMarked;
