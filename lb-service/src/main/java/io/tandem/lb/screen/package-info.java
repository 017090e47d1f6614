/**
 * What is kept out for the sake of those inside: too many requests at once; signalling.md §1.4 to §1.6 grow here.
 */
@NullMarked
package io.tandem.lb.screen;

import org.jspecify.annotations.NullMarked;
