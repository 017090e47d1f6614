/** What this installation is and can do, for clients that show menus by it. */
@NullMarked
package io.tandem.provisioning.platform;

import org.jspecify.annotations.NullMarked;
