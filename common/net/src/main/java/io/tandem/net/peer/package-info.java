/**
 * Socket addresses of peers as the hot paths want them: bits and text at hand, one object for a known peer.
 *
 * <p>Used by the engines of {@code io.tandem.net} and by everybody who reads or writes addresses without allocation.
 */
@NullMarked
package io.tandem.net.peer;

import org.jspecify.annotations.NullMarked;
