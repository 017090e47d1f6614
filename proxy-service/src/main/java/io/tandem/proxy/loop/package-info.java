/** Calls that come again and again within a moment (signalling.md §2.6). */
@NullMarked
package io.tandem.proxy.loop;

import org.jspecify.annotations.NullMarked;
