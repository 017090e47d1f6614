/** Wake-up calls (signalling.md §4.2): rings subscribers at the time they have set, and says so when they answer. */
@NullMarked
package io.tandem.appserver.reminder;

import org.jspecify.annotations.NullMarked;
