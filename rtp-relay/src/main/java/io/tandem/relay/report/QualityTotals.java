package io.tandem.relay.report;

import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

import io.tandem.relay.rtcp.QualityFigures;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.EndOfCall;
import io.tandem.relay.session.Totals;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.wire.Value;

/** Voice quality of the sources of all ended calls that had reports. Control thread writes; any may read. */
public final class QualityTotals implements EndOfCall {
    private final LongAdder sources = new LongAdder();
    private final DoubleAdder mos = new DoubleAdder();
    private final DoubleAdder jitterMillis = new DoubleAdder();
    private final DoubleAdder lossPercent = new DoubleAdder();
    private final DoubleAdder roundTripMicros = new DoubleAdder();

    @Override
    public void ended(Call call, Totals.End why) {
        for (MediaStream stream : call.streams()) {
            for (int side = 0; side < 2; side++) {
                stream.leg(side).rtp().sources().snapshot().forEach(source -> source.quality().average().ifPresent(this::add));
            }
        }
    }

    private void add(QualityFigures figures) {
        sources.increment();
        mos.add(figures.mos());
        jitterMillis.add(figures.jitterMillis());
        lossPercent.add(figures.lossPercent());
        roundTripMicros.add(figures.roundTripMicros());
    }

    /** Sources that count. */
    public long sources() {
        return sources.sum();
    }

    /** Mean of MOS, 1-5; 0 without sources. */
    public double mos() {
        return mean(mos);
    }

    public double jitterMillis() {
        return mean(jitterMillis);
    }

    public double lossPercent() {
        return mean(lossPercent);
    }

    public double roundTripMillis() {
        return mean(roundTripMicros) / 1000;
    }

    private double mean(DoubleAdder sum) {
        long n = sources.sum();
        return n == 0 ? 0 : sum.sum() / n;
    }

    /** {@code mos}. */
    Value mosValue() {
        return Value.Dictionary.with("mos_total", decimal(mos.sum())).put("mos_samples_total", sources()).put("mos_average", decimal(mos())).build();
    }

    /** {@code voip_metrics}: jitter and round trip in ms, loss in per cent. */
    Value metricsValue() {
        return Value.Dictionary.with("jitter_average", decimal(jitterMillis())).put("packetloss_average", decimal(lossPercent()))
                .put("rtt_average", decimal(roundTripMillis())).put("samples_total", sources()).build();
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
