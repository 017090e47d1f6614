/** Where calls of subscribers go beside or instead of their registrations (signalling.md §2.12). */
@NullMarked
package io.tandem.data.mapping;

import org.jspecify.annotations.NullMarked;
