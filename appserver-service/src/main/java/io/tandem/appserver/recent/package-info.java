/** Who called a subscriber last: read out to it, or reported as malicious (signalling.md §2.13, §3.1). */
@NullMarked
package io.tandem.appserver.recent;

import org.jspecify.annotations.NullMarked;
