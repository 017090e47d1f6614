/**
 * Is a request from outside fit to be passed on? RFC 3261 §8.1.1, §16.3; signalling.md §1.2.
 */
@NullMarked
package io.tandem.lb.sanity;

import org.jspecify.annotations.NullMarked;
