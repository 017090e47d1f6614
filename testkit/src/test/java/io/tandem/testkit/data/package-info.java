/** Schema, change feed and directory of common/data against the real server, which common/data itself cannot start. */
@NullMarked
package io.tandem.testkit.data;

import org.jspecify.annotations.NullMarked;
