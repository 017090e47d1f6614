/** Where subscribers' phones are: the resource {@code subscriberregistrations} on the bindings in Redis (signalling.md §2.2). */
@NullMarked
package io.tandem.provisioning.registration;

import org.jspecify.annotations.NullMarked;
