/**
 * Built-in phones for the demonstration and for tests: JAIN-SIP's own stack, whole, so that the switch is judged by a party that shares
 * no SIP code with it. A script reads: open, register, call, talk, hang up. All on loopback.
 */
@NullMarked
package io.tandem.testkit.phone;

import org.jspecify.annotations.NullMarked;
