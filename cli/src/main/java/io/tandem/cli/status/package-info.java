/** {@code tandem status} on an installed site: what each node's Prometheus knows of its services. */
@NullMarked
package io.tandem.cli.status;

import org.jspecify.annotations.NullMarked;
