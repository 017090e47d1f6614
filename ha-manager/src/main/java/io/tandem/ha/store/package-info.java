/** The stores of this node follow its role: a replica of the peer's on the standby, writable and fenced on the active node (ha.md §5, §6). Threads of its own:
 * no store is waited for while a lease runs. Read {@link io.tandem.ha.store.Stores}. */
@NullMarked
package io.tandem.ha.store;

import org.jspecify.annotations.NullMarked;
