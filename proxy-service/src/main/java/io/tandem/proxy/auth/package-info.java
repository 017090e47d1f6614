/** Digest challenges and their answers (RFC 3261 §22): 401 for REGISTER, 407 for the rest. */
@NullMarked
package io.tandem.proxy.auth;

import org.jspecify.annotations.NullMarked;
