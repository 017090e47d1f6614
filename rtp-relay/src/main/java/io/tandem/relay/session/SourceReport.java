package io.tandem.relay.session;

import java.time.Instant;
import java.util.Map;

import io.tandem.relay.rtcp.Quality;
import io.tandem.relay.rtcp.QualityFigures;
import io.tandem.relay.rtcp.Source;
import io.tandem.relay.wire.Value;

/**
 * What a query says of one synchronisation source (signalling.md §5.12). MOS is in tenths, jitter in ms, round trips in µs, as clients
 * expect.
 */
final class SourceReport {
    private SourceReport() {}

    static Value of(Source source, Instant now, long nowNanos) {
        Value.Builder out = Value.Dictionary.with("bytes", source.bytes()).put("packets", source.packets())
                .put("last RTP timestamp", source.lastTimestamp() & 0xFFFF_FFFFL).put("last RTP seq", source.lastSequence())
                .put("cumulative loss", source.cumulativeLost()).put("jitter", Math.round(source.jitterMillis()));
        Quality quality = source.quality();
        quality.average().ifPresent(figures -> out.put("average MOS", figures(figures).put("samples", quality.samples()).build()));
        quality.lowest().ifPresent(figures -> out.put("lowest MOS", at(figures, now, nowNanos)));
        quality.highest().ifPresent(figures -> out.put("highest MOS", at(figures, now, nowNanos)));
        return out.build();
    }

    private static Value.Builder figures(QualityFigures figures) {
        return Value.Dictionary.with("MOS", Math.round(figures.mos() * 10)).put("round-trip time", Math.round(figures.roundTripMicros()))
                .put("round-trip time leg", Math.round(figures.legRoundTripMicros())).put("jitter", Math.round(figures.jitterMillis()))
                .put("packet loss", Math.round(figures.lossPercent()));
    }

    private static Value at(QualityFigures figures, Instant now, long nowNanos) {
        return figures(figures).put("reported at", now.minusNanos(nowNanos - figures.reportedAtNanos()).getEpochSecond()).build();
    }

    /** SSRC as a dictionary key. */
    static String key(Source source) {
        return Integer.toUnsignedString(source.ssrc());
    }

    static void addTo(Map<String, Value> sources, Leg leg, Instant now, long nowNanos) {
        leg.rtp().sources().snapshot().forEach(source -> sources.put(key(source), of(source, now, nowNanos)));
    }
}
