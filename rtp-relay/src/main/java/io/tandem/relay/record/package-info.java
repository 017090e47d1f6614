/**
 * Recordings of calls (signalling.md §5.11): packets are copied into a ring on the media loop, and a thread of its own decodes, mixes and writes them.
 * Files grow in a spool directory and are renamed into the output directory when they are whole. A recording that fails says so and costs no call.
 */
@NullMarked
package io.tandem.relay.record;

import org.jspecify.annotations.NullMarked;
