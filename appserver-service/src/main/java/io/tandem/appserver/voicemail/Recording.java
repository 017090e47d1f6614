package io.tandem.appserver.voicemail;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;

import io.tandem.codec.G711;
import io.tandem.codec.Goertzel;

/** Audio of a caller, put together by RTP timestamp: gaps become silence, late packets find their place (RFC 3550 §5.1). One thread. */
final class Recording {
    /** A jump of the media clock by more than this is a new clock, not a gap: 5 s. */
    private static final int LARGEST_GAP = 5 * G711.CLOCK_RATE_HZ;

    private final int limit;
    private final int silenceThreshold;
    private short[] samples = new short[4 * G711.CLOCK_RATE_HZ];
    private int length;
    private int voiceEnd;
    private OptionalInt ssrc = OptionalInt.empty();
    /** RTP timestamp of sample 0. */
    private int origin;

    /** @param silenceThreshold root mean square below which a packet is silence */
    Recording(Duration maxLength, int silenceThreshold) {
        this.limit = samples(maxLength);
        this.silenceThreshold = silenceThreshold;
    }

    /** @return true if the packet was voice */
    boolean add(int timestamp, int source, short[] audio) {
        int at = timestamp - origin;
        if (ssrc.isEmpty() || ssrc.getAsInt() != source || at < -LARGEST_GAP || at > length + LARGEST_GAP) {
            ssrc = OptionalInt.of(source);
            origin = timestamp - length;
            at = length;
        }
        int end = Math.min(at + audio.length, limit);
        if (at < 0 || end <= at) return false;
        if (end > samples.length) samples = Arrays.copyOf(samples, Math.min(limit, Math.max(end, 2 * samples.length)));
        System.arraycopy(audio, 0, samples, at, end - at);
        length = Math.max(length, end);
        boolean voice = Goertzel.rms(audio) >= silenceThreshold;
        if (voice) voiceEnd = Math.max(voiceEnd, end);
        return voice;
    }

    boolean isFull() {
        return length >= limit;
    }

    /** All of it, or up to the end of the last voice. */
    short[] samples(boolean trimSilence) {
        return Arrays.copyOf(samples, trimSilence ? voiceEnd : length);
    }

    static Duration lengthOf(short[] audio) {
        return Duration.ofMillis(audio.length * 1000L / G711.CLOCK_RATE_HZ);
    }

    private static int samples(Duration length) {
        return (int) (length.toMillis() * G711.CLOCK_RATE_HZ / 1000);
    }
}
