/**
 * The ng protocol: datagrams in, commands carried out one after the other, replies out; a repeated cookie gets the reply it got before.
 * One thread, an event loop of its own; commands only touch memory and hand tasks to the media loops.
 */
@NullMarked
package io.tandem.relay.control;

import org.jspecify.annotations.NullMarked;
