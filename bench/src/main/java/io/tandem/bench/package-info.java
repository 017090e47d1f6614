/** JMH benchmarks. */
@NullMarked
package io.tandem.bench;

import org.jspecify.annotations.NullMarked;
