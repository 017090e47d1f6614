package io.tandem.relay.rtcp;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** The sources one party sends from, RTP and RTCP alike. Bounded: a flood of SSRCs costs eight objects. Media loop writes. */
public final class SourceTable {
    private static final int MAX_SOURCES = 8;
    private static final int DEFAULT_CLOCK_HZ = 8000;
    private static final int PAYLOAD_TYPES = 128;

    private static final int[] DEFAULT_RATES = defaultClockRates();

    private final @Nullable Source[] sources = new Source[MAX_SOURCES];
    private int size;
    private int latest;
    private int[] clockRatesHz = DEFAULT_RATES; // is replaced, never written

    /** 8 kHz for every payload type. */
    public static int[] defaultClockRates() {
        int[] rates = new int[PAYLOAD_TYPES];
        Arrays.fill(rates, DEFAULT_CLOCK_HZ);
        return rates;
    }

    /** Clocks by payload type, from SDP. Media loop. */
    public void clockRates(int[] ratesHz) {
        clockRatesHz = ratesHz;
    }

    public void onRtp(int ssrc, int type, int sequence, int timestamp, int length, long nowNanos) {
        Source source = findOrAdd(ssrc);
        if (source != null) source.onRtp(type, clockRatesHz[type], sequence, timestamp, length, nowNanos);
    }

    /** Packets of one source that were not seen one by one, but counted elsewhere.
     * @param sequence     of the last of them, as is the timestamp
     * @param jitterScaled sixteenths of the media clock */
    public void onRelayed(int ssrc, long packets, long bytes, int sequence, int timestamp, int jitterScaled, long nowNanos) {
        Source source = findOrAdd(ssrc);
        if (source != null) source.onRelayed(packets, bytes, sequence, timestamp, jitterScaled, nowNanos);
    }

    /** Packets that nobody looked at; of the source heard of last. */
    public void onUnseen(long packets, long bytes, long nowNanos) {
        Source recent = sources[latest];
        if (recent != null) recent.onUnseen(packets, bytes, nowNanos);
    }

    /** What another relay knew of a source. */
    public void restore(SourceState state, long nowNanos) {
        Source source = findOrAdd(state.ssrc());
        if (source != null) source.restore(state, clockRatesHz[state.payloadType()], nowNanos);
    }

    /** Clock of the payload type that came last, in Hz; the default before the first packet. */
    public int clockRateHz() {
        Source recent = sources[latest];
        return recent == null ? DEFAULT_CLOCK_HZ : recent.clockRateHz();
    }

    /** Clock of a payload type, in Hz. */
    public int clockRateHz(int payloadType) {
        return clockRatesHz[payloadType];
    }

    /** Null once the table is full: the source is relayed, but not measured. */
    private @Nullable Source findOrAdd(int ssrc) {
        Source source = find(ssrc);
        if (source != null || size == MAX_SOURCES) return source;
        latest = size;
        source = new Source(ssrc, DEFAULT_CLOCK_HZ);
        sources[size++] = source;
        return source;
    }

    @Nullable Source find(int ssrc) {
        Source recent = sources[latest];
        if (recent != null && recent.ssrc() == ssrc) return recent;
        for (int i = 0; i < size; i++) {
            Source source = sources[i];
            if (source != null && source.ssrc() == ssrc) {
                latest = i;
                return source;
            }
        }
        return null;
    }

    /** Whether anything of this source has come. */
    public boolean has(int ssrc) {
        for (int i = 0; i < size; i++) {
            Source source = sources[i];
            if (source != null && source.ssrc() == ssrc) return true;
        }
        return false;
    }

    /** The source heard of last; null before the first. */
    @Nullable Source latest() {
        return sources[latest];
    }

    /** Of the party's latest source; 0 while unknown. */
    long legRoundTripNanos() {
        Source recent = sources[latest];
        return recent == null ? 0 : recent.legRoundTripNanos();
    }

    /** Any thread; figures may be one burst old. */
    public List<Source> snapshot() {
        return Arrays.stream(sources).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }
}
