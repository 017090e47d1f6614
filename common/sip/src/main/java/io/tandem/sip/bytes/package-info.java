/**
 * Character classes, searches and numbers over the bytes of SIP text (RFC 3261 §25.1), without an object for any of it. For whoever reads messages:
 * {@code io.tandem.sip.message} and the load balancer's core.
 */
@NullMarked
package io.tandem.sip.bytes;

import org.jspecify.annotations.NullMarked;
