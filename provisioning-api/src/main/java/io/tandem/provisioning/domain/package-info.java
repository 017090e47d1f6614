/** SIP domains that are served here: the resource {@code domains}. */
@NullMarked
package io.tandem.provisioning.domain;

import org.jspecify.annotations.NullMarked;
