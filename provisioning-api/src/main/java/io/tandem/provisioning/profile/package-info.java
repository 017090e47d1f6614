/** What subscribers of a kind have in common and may change: the resources {@code subscriberprofilesets} and {@code subscriberprofiles}. */
@NullMarked
package io.tandem.provisioning.profile;

import org.jspecify.annotations.NullMarked;
