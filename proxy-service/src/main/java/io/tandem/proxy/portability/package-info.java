/** Number portability: which carrier a called number is at, and as what it is sent there (signalling.md §2.17). */
@NullMarked
package io.tandem.proxy.portability;

import org.jspecify.annotations.NullMarked;
