/**
 * What phones send to the SIP port to keep their NAT open (RFC 5626 §8): STUN Binding requests, which are answered, and bytes that mean nothing.
 */
@NullMarked
package io.tandem.lb.stun;

import org.jspecify.annotations.NullMarked;
