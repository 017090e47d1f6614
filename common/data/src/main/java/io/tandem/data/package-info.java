/** Database access shared by the services: schema migrations, the read-only subscriber snapshot, change feed, Redis keys. */
@NullMarked
package io.tandem.data;

import org.jspecify.annotations.NullMarked;
