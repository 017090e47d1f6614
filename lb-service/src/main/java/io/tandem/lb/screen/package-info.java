/**
 * What is kept out for the sake of those inside (signalling.md §1.2 items 1, 2 and 5, §1.4, §1.6): sources that send too much, unwanted User-Agents,
 * and when not all can come in, strangers before known sources. Constant memory, loop thread.
 */
@NullMarked
package io.tandem.lb.screen;

import org.jspecify.annotations.NullMarked;
