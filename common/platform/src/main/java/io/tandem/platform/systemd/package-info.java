/** What a service tells the service manager that started it (sd_notify(3)): ready, stopping, still alive. */
@NullMarked
package io.tandem.platform.systemd;

import org.jspecify.annotations.NullMarked;
