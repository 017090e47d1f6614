/** Auto attendants (signalling.md §3.10): callers hear what they can choose, press a key, and are connected. */
@NullMarked
package io.tandem.appserver.attendant;

import org.jspecify.annotations.NullMarked;
