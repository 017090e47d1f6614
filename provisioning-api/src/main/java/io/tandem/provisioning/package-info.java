/** REST API v1. */
@NullMarked
package io.tandem.provisioning;

import org.jspecify.annotations.NullMarked;
