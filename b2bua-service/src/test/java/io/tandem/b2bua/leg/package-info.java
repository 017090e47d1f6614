/** Tests of the pure machines: every state meets every event. */
@NullMarked
package io.tandem.b2bua.leg;

import org.jspecify.annotations.NullMarked;
