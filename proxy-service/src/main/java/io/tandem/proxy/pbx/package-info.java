/** Cloud PBX (signalling.md §3.10): extensions, hunt groups, managers and their secretaries. */
@NullMarked
package io.tandem.proxy.pbx;

import org.jspecify.annotations.NullMarked;
