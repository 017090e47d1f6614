/** What lies in voice mailboxes, for whoever tells their owners. */
@NullMarked
package io.tandem.data.mailbox;

import org.jspecify.annotations.NullMarked;
