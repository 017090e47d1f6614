/**
 * Digits on their way through the relay: telephone-events (RFC 4733) and tones in audio, seen, translated into each other, or hidden (signalling.md
 * §5.4 DTMF, §5.8). Media loop only.
 */
@NullMarked
package io.tandem.relay.dtmf;

import org.jspecify.annotations.NullMarked;
