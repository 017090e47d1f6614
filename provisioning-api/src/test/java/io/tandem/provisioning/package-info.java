/** Tests of the API as a whole. */
@NullMarked
package io.tandem.provisioning;

import org.jspecify.annotations.NullMarked;
