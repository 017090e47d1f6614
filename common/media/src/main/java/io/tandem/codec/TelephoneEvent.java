package io.tandem.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Payload of a telephone-event packet (RFC 4733 §2.3).
 * @param event 0-15 are the DTMF digits 0-9 * # A-D
 * @param volume power below 0 dBm0, 0..63
 * @param durationTicks unit of the media clock, since the timestamp of the packet */
public record TelephoneEvent(int event, boolean end, int volume, int durationTicks) {
    public static final int LENGTH = 4;

    private static final String DIGITS = "0123456789*#ABCD";
    /** An end packet is sent three times (§2.5.1.4). */
    private static final int END_PACKETS = 3;

    public TelephoneEvent {
        if (event < 0 || event > 255) throw new IllegalArgumentException("event " + event + " outside 0..255");
        if (volume < 0 || volume > 63) throw new IllegalArgumentException("volume " + volume + " outside 0..63");
        if (durationTicks < 0 || durationTicks > 0xFFFF) throw new IllegalArgumentException("duration " + durationTicks
                + " outside 0..65535");
    }

    /** Empty if the payload is too short. */
    public static Optional<TelephoneEvent> parse(byte[] payload) {
        if (payload.length < LENGTH) return Optional.empty();
        ByteBuffer in = ByteBuffer.wrap(payload);
        return Optional.of(new TelephoneEvent(in.get(0) & 0xFF, in.get(1) < 0, in.get(1) & 0x3F, in.getShort(2) & 0xFFFF));
    }

    /** All payloads of one digit, a packet each frame with growing duration, then the end thrice; all share the first one's RTP timestamp.
     * @param durationTicks whole length, e.g. 800 for 100 ms at 8 kHz
     * @param frameTicks packet interval, e.g. 160 */
    public static List<TelephoneEvent> ofDigit(char digit, int volume, int durationTicks, int frameTicks) {
        int event = DIGITS.indexOf(Character.toUpperCase(digit));
        if (event < 0) throw new IllegalArgumentException("no DTMF digit: " + digit);
        List<TelephoneEvent> events = new ArrayList<>();
        for (int ticks = frameTicks; ticks < durationTicks; ticks += frameTicks) {
            events.add(new TelephoneEvent(event, false, volume, ticks));
        }
        for (int i = 0; i < END_PACKETS; i++) {
            events.add(new TelephoneEvent(event, true, volume, durationTicks));
        }
        return events;
    }

    /** The DTMF digit, empty for any other event. */
    public Optional<Character> digit() {
        return event < DIGITS.length() ? Optional.of(DIGITS.charAt(event)) : Optional.empty();
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).put((byte) event).put((byte) ((end ? 0x80 : 0) | volume)).putShort((short) durationTicks)
                .array();
    }
}
