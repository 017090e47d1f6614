/** What a caller does with his own account: tokens, second factor, passwords, a look at himself. */
@NullMarked
package io.tandem.provisioning.account;

import org.jspecify.annotations.NullMarked;
