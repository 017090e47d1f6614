/** Where calls leave to and come from: the resources {@code peeringgroups}, {@code peeringservers}, {@code peeringrules}, {@code peeringinboundrules}. */
@NullMarked
package io.tandem.provisioning.peering;

import org.jspecify.annotations.NullMarked;
