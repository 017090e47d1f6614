/** What subscribers and domains have set: the resources {@code subscriberpreferences} and {@code domainpreferences}, typed by the catalogue. */
@NullMarked
package io.tandem.provisioning.preference;

import org.jspecify.annotations.NullMarked;
