/**
 * What is done with linear audio between two codecs: resampling, concealment of loss, comfort noise (RFC 3389), DTMF tones (ITU-T Q.23, Q.24).
 * Signed 16 bit, one channel. Objects keep the state of one stream; one thread each; nothing is allocated per frame.
 */
@NullMarked
package io.tandem.audio;

import org.jspecify.annotations.NullMarked;
