/** Announcements before and instead of calls, in early media (§2.20): when, which, and to whom. The app server plays them. */
@NullMarked
package io.tandem.proxy.announce;

import org.jspecify.annotations.NullMarked;
