/** Network classes of service: which numbers may be called (signalling.md §2.11). */
@NullMarked
package io.tandem.data.restriction;

import org.jspecify.annotations.NullMarked;
