/**
 * Connections of phones that have closed, told to the proxies so that calls do not wait for them (signalling.md §1.7).
 */
@NullMarked
package io.tandem.lb.flow;

import org.jspecify.annotations.NullMarked;
