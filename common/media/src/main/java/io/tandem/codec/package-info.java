/**
 * Audio that needs no library: G.711, sine tones and their recognition, telephone-events (RFC 4733), WAV files.
 * Linear audio is signed 16 bit at 8 kHz, one channel, everywhere. Any module may call; no thread in here.
 */
@NullMarked
package io.tandem.codec;

import org.jspecify.annotations.NullMarked;
