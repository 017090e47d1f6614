/** What cloud PBX customers choose (signalling.md §3.10). */
@NullMarked
package io.tandem.data.pbx;

import org.jspecify.annotations.NullMarked;
