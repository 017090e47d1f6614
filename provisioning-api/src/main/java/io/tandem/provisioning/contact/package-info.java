/** Addresses of customers and of business partners: the resources {@code customercontacts} and {@code systemcontacts}. */
@NullMarked
package io.tandem.provisioning.contact;

import org.jspecify.annotations.NullMarked;
