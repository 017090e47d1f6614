/** Announcements before and instead of calls, in early media (signalling.md §2.20): what sound sets hold, played where the proxy wants it. */
@NullMarked
package io.tandem.appserver.announce;

import org.jspecify.annotations.NullMarked;
