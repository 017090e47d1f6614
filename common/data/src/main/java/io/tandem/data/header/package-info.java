/** Rules that change headers of calls (signalling.md §2.15). */
@NullMarked
package io.tandem.data.header;

import org.jspecify.annotations.NullMarked;
