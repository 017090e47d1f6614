package io.tandem.rtp;

import java.time.Instant;

/** NTP timestamps as RTCP writes them (RFC 3550 §4). */
public final class NtpTime {
    /** Seconds from 1900 to 1970. */
    private static final long EPOCH_OFFSET_SECONDS = 2_208_988_800L;

    private NtpTime() {}

    /** 32.32 fixed point. */
    public static long of(Instant instant) {
        long fraction = ((long) instant.getNano() << 32) / 1_000_000_000L;
        return instant.getEpochSecond() + EPOCH_OFFSET_SECONDS << 32 | fraction;
    }

    /** Middle 32 bits of a 32.32 timestamp, unit 1/65536 s: the form of LSR and DLSR. */
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }

    /** A 16.16 duration in nanoseconds. */
    public static long shortToNanos(int ticks) {
        return (ticks & 0xFFFF_FFFFL) * 1_000_000_000L >> 16;
    }

    /** Nanoseconds as a 16.16 duration, at most 65535 s. */
    public static int nanosToShort(long nanos) {
        return (int) Math.min(0xFFFF_FFFFL, (nanos / 1_000_000_000L << 16) + (nanos % 1_000_000_000L << 16) / 1_000_000_000L);
    }
}
