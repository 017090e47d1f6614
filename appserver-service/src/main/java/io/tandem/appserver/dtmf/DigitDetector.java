package io.tandem.appserver.dtmf;

import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.codec.TelephoneEvent;

/** Turns telephone-event packets into digits: all packets of one event share its RTP timestamp, the end is sent thrice (RFC 4733 §2.5). One thread. */
public final class DigitDetector {
    private OptionalInt lastTimestamp = OptionalInt.empty();

    /** @return the digit, at the first packet of its event that arrives */
    public Optional<Character> onPacket(int timestamp, byte[] payload) {
        if (lastTimestamp.isPresent() && lastTimestamp.getAsInt() == timestamp) return Optional.empty();
        Optional<Character> digit = TelephoneEvent.parse(payload).flatMap(TelephoneEvent::digit);
        if (digit.isPresent()) lastTimestamp = OptionalInt.of(timestamp);
        return digit;
    }
}
