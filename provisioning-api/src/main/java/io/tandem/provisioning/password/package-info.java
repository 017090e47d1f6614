/** Passwords of administrators and of subscribers' web access: how they are stored and checked. SIP passwords are not among them. */
@NullMarked
package io.tandem.provisioning.password;

import org.jspecify.annotations.NullMarked;
