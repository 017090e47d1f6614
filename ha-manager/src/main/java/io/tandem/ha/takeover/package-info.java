/** A node of a pair at work: the thread that hears heartbeats, asks the election and carries out what it decides, in the order that costs calls the least. */
@NullMarked
package io.tandem.ha.takeover;

import org.jspecify.annotations.NullMarked;
