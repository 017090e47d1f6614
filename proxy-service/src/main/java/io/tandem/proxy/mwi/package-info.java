/** Message waiting indication (RFC 3842, signalling.md §4.1): what phones are told when voicemail comes, is heard or goes. */
@NullMarked
package io.tandem.proxy.mwi;

import org.jspecify.annotations.NullMarked;
