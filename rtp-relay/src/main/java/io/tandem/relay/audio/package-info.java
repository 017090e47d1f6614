/**
 * The audio of a media line under signalling: codecs of offers and answers become plans of {@link io.tandem.relay.transcode.MediaPath}s, and commands
 * play, record and send digits (signalling.md §5.2, §5.4, §5.8, §5.11). Control thread; paths are changed by tasks on the media loop.
 */
@NullMarked
package io.tandem.relay.audio;

import org.jspecify.annotations.NullMarked;
