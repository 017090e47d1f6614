/** Vertical service codes: what subscribers dial to change settings or to use services of their own (signalling.md §3.8). */
@NullMarked
package io.tandem.proxy.vsc;

import org.jspecify.annotations.NullMarked;
