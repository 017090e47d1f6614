package io.tandem.relay.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.tandem.relay.rtcp.MosProgression;
import io.tandem.relay.rtcp.Quality;
import io.tandem.relay.rtcp.QualityFigures;
import io.tandem.relay.rtcp.Source;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.wire.Value;

/**
 * What a query says of one synchronisation source (signalling.md §5.12). MOS is in tenths, jitter in ms, round trips in µs, loss in per cent, as
 * clients expect.
 */
final class SourceReport {
    private final Instant now;
    private final long nowNanos;

    private SourceReport(Instant now, long nowNanos) {
        this.now = now;
        this.nowNanos = nowNanos;
    }

    static void addTo(Map<String, Value> sources, Leg leg, Instant now, long nowNanos) {
        SourceReport report = new SourceReport(now, nowNanos);
        leg.rtp().sources().snapshot().forEach(source -> sources.put(Integer.toUnsignedString(source.ssrc()), report.of(source)));
    }

    private Value of(Source source) {
        Value.Builder out = Value.Dictionary.with("bytes", source.bytes()).put("packets", source.packets())
                .put("last RTP timestamp", Integer.toUnsignedLong(source.lastTimestamp())).put("last RTP seq", source.lastSequence())
                .put("cumulative loss", source.cumulativeLost());
        Quality quality = source.quality();
        quality.average().ifPresent(figures -> out.put("average MOS", figures(figures).put("samples", quality.samples()).build()));
        quality.lowest().ifPresent(figures -> out.put("lowest MOS", at(figures)));
        quality.highest().ifPresent(figures -> out.put("highest MOS", at(figures)));
        MosProgression progression = quality.progression();
        List<Value> entries = progression.entries().stream().map(this::at).toList();
        if (!entries.isEmpty()) {
            out.put("MOS progression", Value.Dictionary.with("interval", progression.intervalSeconds()).put("entries", new Value.Items(entries))
                    .build());
        }
        return out.build();
    }

    private static Value.Builder figures(QualityFigures figures) {
        return Value.Dictionary.with("MOS", Math.round(figures.mos() * 10)).put("round-trip time", Math.round(figures.roundTripMicros()))
                .put("round-trip time leg", Math.round(figures.legRoundTripMicros())).put("jitter", Math.round(figures.jitterMillis()))
                .put("packet loss", Math.round(figures.lossPercent()));
    }

    private Value at(QualityFigures figures) {
        return figures(figures).put("reported at", now.minusNanos(nowNanos - figures.reportedAtNanos()).getEpochSecond()).build();
    }
}
