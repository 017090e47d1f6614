/**
 * Where a message really came from: received and rport (RFC 3581), alias on Contact, Path (RFC 3327); signalling.md §1.7.
 */
@NullMarked
package io.tandem.lb.nat;

import org.jspecify.annotations.NullMarked;
