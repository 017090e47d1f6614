/** Addresses from which subscribers call without a password. */
@NullMarked
package io.tandem.data.trust;

import org.jspecify.annotations.NullMarked;
