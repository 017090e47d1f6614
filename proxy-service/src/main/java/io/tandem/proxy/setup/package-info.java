/** Calls that are set up, where the other node of the pair finds them: it begins them again when it takes over. Read
 * {@link io.tandem.proxy.setup.SetUps}. */
@NullMarked
package io.tandem.proxy.setup;

import org.jspecify.annotations.NullMarked;
