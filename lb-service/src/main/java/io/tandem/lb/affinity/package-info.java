/**
 * Which proxy serves a Call-ID: a hash ring, so that a challenged request and its repetition meet the same proxy; signalling.md §1.8.
 */
@NullMarked
package io.tandem.lb.affinity;

import org.jspecify.annotations.NullMarked;
