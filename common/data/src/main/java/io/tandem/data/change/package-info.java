/** Change feed: writers append to {@code provisioning.change_log} in their transaction, call nodes tail it and drop what they cached. */
@NullMarked
package io.tandem.data.change;

import org.jspecify.annotations.NullMarked;
