/**
 * The time before a hand-over by order in which no call begins and those being set up get their answer: what is half-way would be lost. A failure never waits.
 */
@NullMarked
package io.tandem.ha.drain;

import org.jspecify.annotations.NullMarked;
