package io.tandem.relay.rtcp;

import java.util.ArrayList;
import java.util.List;

/**
 * How voice quality went during a call: the average of each interval that had reports. Bounded: when {@value #MAX_ENTRIES} intervals are full, the
 * interval doubles and neighbours merge. Media loop writes; another thread may see it one report old.
 */
public final class MosProgression {
    static final int MAX_ENTRIES = 32;
    private static final long FIRST_INTERVAL_SECONDS = 5;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private long intervalSeconds = FIRST_INTERVAL_SECONDS;
    private long intervalStartNanos;
    private int samples;
    private double mos;
    private double jitterMillis;
    private double lossPercent;
    private double roundTripMicros;
    private double legRoundTripMicros;
    private volatile List<QualityFigures> entries = List.of();

    void add(QualityFigures figures) {
        long now = figures.reportedAtNanos();
        if (samples > 0 && now - intervalStartNanos >= intervalSeconds * NANOS_PER_SECOND) finish();
        if (samples == 0) intervalStartNanos = now;
        samples++;
        mos += figures.mos();
        jitterMillis += figures.jitterMillis();
        lossPercent += figures.lossPercent();
        roundTripMicros += figures.roundTripMicros();
        legRoundTripMicros += figures.legRoundTripMicros();
    }

    private void finish() {
        List<QualityFigures> more = new ArrayList<>(entries.size() == MAX_ENTRIES ? halved(entries) : entries);
        if (entries.size() == MAX_ENTRIES) intervalSeconds *= 2;
        more.add(current());
        entries = List.copyOf(more);
        samples = 0;
        mos = 0;
        jitterMillis = 0;
        lossPercent = 0;
        roundTripMicros = 0;
        legRoundTripMicros = 0;
    }

    private QualityFigures current() {
        return new QualityFigures(mos / samples, jitterMillis / samples, lossPercent / samples, roundTripMicros / samples,
                legRoundTripMicros / samples, intervalStartNanos);
    }

    private static List<QualityFigures> halved(List<QualityFigures> all) {
        List<QualityFigures> halves = new ArrayList<>();
        for (int i = 0; i + 1 < all.size(); i += 2) {
            halves.add(all.get(i).averagedWith(all.get(i + 1)));
        }
        return halves;
    }

    /** Seconds that an entry stands for. */
    public long intervalSeconds() {
        return intervalSeconds;
    }

    /** Finished intervals, oldest first; each bears the time of its first report. */
    public List<QualityFigures> entries() {
        return entries;
    }
}
