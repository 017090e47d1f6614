/** Tests of the timers. */
@NullMarked
package io.tandem.b2bua.timer;

import org.jspecify.annotations.NullMarked;
