package io.tandem.relay.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tandem.relay.session.SessionTable;
import io.tandem.relay.session.Totals;
import io.tandem.relay.wire.Value;

/** What happened in the last full minute. Control thread. */
public final class IntervalStatistics {
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final SessionTable sessions;
    private final TrafficMeter traffic;
    private Map<String, Long> atStart;
    private Map<String, Long> last = Map.of();
    private long startNanos;

    public IntervalStatistics(SessionTable sessions, TrafficMeter traffic, long nowNanos) {
        this.sessions = sessions;
        this.traffic = traffic;
        this.startNanos = nowNanos;
        this.atStart = figures();
    }

    /** Ends the interval when it is over; once a second. */
    public void measure(long nowNanos) {
        if (nowNanos - startNanos < INTERVAL_NANOS) return;
        Map<String, Long> now = figures();
        Map<String, Long> difference = new LinkedHashMap<>();
        now.forEach((name, value) -> difference.put(name, value - atStart.getOrDefault(name, 0L)));
        last = difference;
        atStart = now;
        startNanos = nowNanos;
    }

    private Map<String, Long> figures() {
        Totals totals = sessions.totals();
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("managedsessions", totals.managed());
        figures.put("rejectedsessions", totals.rejected());
        figures.put("terminatedsessions", totals.ended());
        figures.put("timeoutsessions", totals.ended(Totals.End.TIMEOUT));
        figures.put("relayedpackets", traffic.sums().packets());
        figures.put("relayedbytes", traffic.sums().bytes());
        figures.put("relayedpacketerrors", traffic.sums().errors());
        return figures;
    }

    /** {@code intervalstatistics}: all 0 in the first minute. */
    Value toValue() {
        Value.Builder out = Value.Dictionary.with("interval", TimeUnit.NANOSECONDS.toSeconds(INTERVAL_NANOS));
        atStart.keySet().forEach(name -> out.put(name, last.getOrDefault(name, 0L)));
        return out.build();
    }
}
