/** Header rules of callers and callees (signalling.md §2.15). */
@NullMarked
package io.tandem.proxy.header;

import org.jspecify.annotations.NullMarked;
