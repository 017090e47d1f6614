/** Servers of peers are asked from time to time whether they are there, so that no call has to wait for one that is not (signalling.md §2.16). */
@NullMarked
package io.tandem.proxy.probe;

import org.jspecify.annotations.NullMarked;
