/** The preferences that call logic reads, by name and type (signalling.md §2.26). */
@NullMarked
package io.tandem.data.preference;

import org.jspecify.annotations.NullMarked;
