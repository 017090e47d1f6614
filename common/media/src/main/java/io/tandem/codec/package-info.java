/**
 * Codecs: G.711, G.722, Opus and L16 behind {@link io.tandem.codec.AudioCodec}, sine tones and their recognition, telephone-events (RFC 4733),
 * WAV files. Linear audio is signed 16 bit, one channel. Any module may call; no thread in here.
 */
@NullMarked
package io.tandem.codec;

import org.jspecify.annotations.NullMarked;
