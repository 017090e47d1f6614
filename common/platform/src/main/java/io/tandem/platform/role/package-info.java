/** Whether this node is the active one of its pair, as the HA manager tells every service of the node. Read {@link io.tandem.platform.role.RoleWatch}. */
@NullMarked
package io.tandem.platform.role;

import org.jspecify.annotations.NullMarked;
