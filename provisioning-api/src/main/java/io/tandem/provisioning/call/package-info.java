/** Call detail records as billing systems read them: the resource {@code calls}. */
@NullMarked
package io.tandem.provisioning.call;

import org.jspecify.annotations.NullMarked;
