package io.tandem.relay.rtcp;

import java.util.Optional;

import io.tandem.rtp.MeanOpinionScore;
import org.jspecify.annotations.Nullable;

/** Voice quality of one source from the reception reports on it; a report comes every few seconds, so a small object each is no burden. */
public final class Quality {
    private final MosProgression progression = new MosProgression();
    private int samples;
    private double mosSum;
    private double jitterSum;
    private double lossSum;
    private double roundTripSum;
    private double legRoundTripSum;
    private @Nullable QualityFigures lowest;
    private @Nullable QualityFigures highest;

    void onReport(double jitterMillis, double lossPercent, double roundTripMicros, double legRoundTripMicros, long nowNanos) {
        double mos = MeanOpinionScore.conversational(roundTripMicros / 1000, jitterMillis, lossPercent);
        QualityFigures figures = new QualityFigures(mos, jitterMillis, lossPercent, roundTripMicros, legRoundTripMicros, nowNanos);
        progression.add(figures);
        samples++;
        mosSum += mos;
        jitterSum += jitterMillis;
        lossSum += lossPercent;
        roundTripSum += roundTripMicros;
        legRoundTripSum += legRoundTripMicros;
        if (lowest == null || mos < lowest.mos()) lowest = figures;
        if (highest == null || mos > highest.mos()) highest = figures;
    }

    /** For a take-over. */
    QualityState state() {
        QualityFigures worst = lowest;
        QualityFigures best = highest;
        if (samples == 0 || worst == null || best == null) return QualityState.NONE;
        return new QualityState(samples, mosSum, jitterSum, lossSum, roundTripSum, legRoundTripSum, worst.mos(), best.mos());
    }

    void restore(QualityState state) {
        if (state.samples() == samples || state.samples() == 0) return;
        samples = state.samples();
        mosSum = state.mos();
        jitterSum = state.jitterMillis();
        lossSum = state.lossPercent();
        roundTripSum = state.roundTripMicros();
        legRoundTripSum = state.legRoundTripMicros();
        QualityFigures mean = average().orElseThrow();
        lowest = extreme(state.lowestMos(), mean);
        highest = extreme(state.highestMos(), mean);
    }

    /** Of the worst and best report only the MOS is handed over; the rest stands for the whole call. */
    private static QualityFigures extreme(double mos, QualityFigures mean) {
        return new QualityFigures(mos, mean.jitterMillis(), mean.lossPercent(), mean.roundTripMicros(), mean.legRoundTripMicros(), mean.reportedAtNanos());
    }

    /** Over the time of the call. */
    public MosProgression progression() {
        return progression;
    }

    /** Reports so far. */
    public int samples() {
        return samples;
    }

    public Optional<QualityFigures> lowest() {
        return Optional.ofNullable(lowest);
    }

    public Optional<QualityFigures> highest() {
        return Optional.ofNullable(highest);
    }

    public Optional<QualityFigures> average() {
        int n = samples;
        return n == 0 ? Optional.empty()
                : Optional.of(new QualityFigures(mosSum / n, jitterSum / n, lossSum / n, roundTripSum / n, legRoundTripSum / n, 0));
    }
}
