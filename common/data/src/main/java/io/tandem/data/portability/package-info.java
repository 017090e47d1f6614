/** Ported numbers and the carriers that have them (signalling.md §2.17). */
@NullMarked
package io.tandem.data.portability;

import org.jspecify.annotations.NullMarked;
