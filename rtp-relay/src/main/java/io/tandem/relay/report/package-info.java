/**
 * What the relay tells of calls and of itself: the replies of {@code query}, {@code delete} and {@code statistics} (signalling.md §5.12), and
 * explanations in words. Control thread; figures of the media loop may be one burst old.
 */
@NullMarked
package io.tandem.relay.report;

import org.jspecify.annotations.NullMarked;
