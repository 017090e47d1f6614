/** Calls that a service makes with itself before its customers do. */
@NullMarked
package io.tandem.platform.warmup;

import org.jspecify.annotations.NullMarked;
