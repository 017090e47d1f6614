/** What emergency numbers become: the resources {@code emergencymappingcontainers} and {@code emergencymappings} ({@code signalling.md} §2.18). */
@NullMarked
package io.tandem.provisioning.emergency;

import org.jspecify.annotations.NullMarked;
