/** Texts in JSON that are written on hot paths. */
@NullMarked
package io.tandem.proxy.json;

import org.jspecify.annotations.NullMarked;
