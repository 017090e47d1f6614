/** Bans that load balancers set, and share with each other and with provisioning over Redis. */
@NullMarked
package io.tandem.data.ban;

import org.jspecify.annotations.NullMarked;
