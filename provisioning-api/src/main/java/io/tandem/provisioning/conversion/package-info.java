/** Sounds in the format that a client asks for (provisioning.md §1.13), made by SoX in a process of its own. */
@NullMarked
package io.tandem.provisioning.conversion;

import org.jspecify.annotations.NullMarked;
