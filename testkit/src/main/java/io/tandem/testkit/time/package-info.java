/** Time that moves only when the test says so. For tests of any module. */
@NullMarked
package io.tandem.testkit.time;

import org.jspecify.annotations.NullMarked;
