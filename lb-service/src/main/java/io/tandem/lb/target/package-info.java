/**
 * Which proxies are alive, found out by OPTIONS.
 */
@NullMarked
package io.tandem.lb.target;

import org.jspecify.annotations.NullMarked;
