/** Back-to-back user agent: decouples the legs. */
@NullMarked
package io.tandem.b2bua;

import org.jspecify.annotations.NullMarked;
