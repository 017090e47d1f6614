/** Codecs that a party takes: session descriptions that pass lose all others (signalling.md §2.22). */
@NullMarked
package io.tandem.proxy.codec;

import org.jspecify.annotations.NullMarked;
